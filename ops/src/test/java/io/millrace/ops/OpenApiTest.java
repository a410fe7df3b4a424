package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.ops.api.Overview;
import io.millrace.ops.api.Problem;
import io.millrace.ops.api.Readiness;
import io.millrace.ops.api.control.BarrierBody;
import io.millrace.ops.api.control.BarrierReport;
import io.millrace.ops.api.control.CaptureReport;
import io.millrace.ops.api.control.ControlBody;
import io.millrace.ops.api.control.QueryBody;
import io.millrace.ops.api.control.RequestReport;
import io.millrace.ops.api.control.RescuedColumn;
import io.millrace.ops.api.control.ResyncBody;
import io.millrace.ops.api.control.ResyncReport;
import io.millrace.ops.api.control.RowDifference;
import io.millrace.ops.api.control.TableColumn;
import io.millrace.ops.api.control.TableDetail;
import io.millrace.ops.api.control.TableLoad;
import io.millrace.ops.api.control.TableVerdict;
import io.millrace.ops.api.control.VerificationBody;
import io.millrace.ops.api.control.VerificationReport;
import io.millrace.ops.api.deadletter.DeadLetterAction;
import io.millrace.ops.api.deadletter.DeadLetterCommand;
import io.millrace.ops.api.deadletter.DeadLetterDetail;
import io.millrace.ops.api.deadletter.DeadLetterDryRun;
import io.millrace.ops.api.deadletter.DeadLetterGroup;
import io.millrace.ops.api.deadletter.DeadLetterReceipt;
import io.millrace.ops.api.deadletter.DeadLetterRequest;
import io.millrace.ops.api.deadletter.DeadLetterVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's types are generated from openapi/ops.yaml: what it says must be what the process does. */
class OpenApiTest {
    private final JsonNode file = read();

    @Test
    void everyRouteIsInTheFileAndTheOtherWayRound(@TempDir Path folder) throws IOException {
        List<String> paths = new ArrayList<>();
        file.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        paths.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        try (Ops ops = new Ops(TestConfig.unreachable(folder))) {
            assertThat(ops.routes())
                    .extracting(route -> route.method() + " " + route.path())
                    .containsExactlyInAnyOrderElementsOf(paths);
        }
    }

    @Test
    void everyRecordOfTheOverviewHasThePropertiesOfItsSchema() {
        Map<String, Class<?>> records = new HashMap<>();
        Deque<Class<?>> open = new ArrayDeque<>(List.of(Overview.class));
        while (!open.isEmpty()) {
            Class<?> type = open.pop();
            if (records.put(type.getSimpleName(), type) == null) {
                referenced(type).forEach(open::push);
            }
        }
        assertThat(records).hasSizeGreaterThan(10);
        records.forEach((name, type) -> {
            String schema = name.equals("DeadLetterSummary") ? "DeadLetter" : name;
            if (!schema.equals("CodeCount")) {
                assertThat(properties(schema)).as(schema).isEqualTo(components(type));
            }
        });
    }

    @Test
    void everyRecordAboutDeadLettersHasThePropertiesOfItsSchema() {
        for (Class<?> type : List.of(
                DeadLetterDetail.class,
                DeadLetterAction.class,
                DeadLetterGroup.class,
                DeadLetterCommand.class,
                DeadLetterVerdict.class,
                DeadLetterDryRun.class,
                DeadLetterReceipt.class,
                DeadLetterRequest.class)) {
            assertThat(properties(type.getSimpleName()))
                    .as(type.getSimpleName())
                    .isEqualTo(components(type));
        }
        assertThat(properties("DeadLetterEdit")).isEqualTo(components(DeadLetterCommand.Edit.class));
    }

    @Test
    void everyRecordAboutRequestsHasThePropertiesOfItsSchema() {
        Map<String, Class<?>> pages = Map.of(
                "ResyncPage", ResyncReport.Page.class,
                "VerificationPage", VerificationReport.Page.class,
                "RequestPage", RequestReport.Page.class,
                "DifferencePage", RowDifference.Page.class);
        pages.forEach(
                (schema, type) -> assertThat(properties(schema)).as(schema).isEqualTo(components(type)));
        for (Class<?> type : List.of(
                ResyncBody.class,
                ResyncReport.class,
                TableLoad.class,
                VerificationBody.class,
                VerificationReport.class,
                TableVerdict.class,
                RowDifference.class,
                ControlBody.class,
                RequestReport.class,
                CaptureReport.class,
                BarrierBody.class,
                BarrierReport.class,
                TableDetail.class,
                TableColumn.class,
                RescuedColumn.class,
                QueryBody.class,
                Problem.class,
                Readiness.class)) {
            assertThat(properties(type.getSimpleName()))
                    .as(type.getSimpleName())
                    .isEqualTo(components(type));
        }
    }

    @Test
    void everyStatusOfAProblemIsDescribed() {
        Set<String> described = new HashSet<>();
        file.path("paths")
                .forEach(path -> path.forEach(
                        method -> method.path("responses").fieldNames().forEachRemaining(described::add)));
        // These can be the answer to any request; the description of the API says when.
        described.addAll(List.of("408", "421", "429", "500"));
        for (Problem.Code code : Problem.Code.values()) {
            assertThat(described).as(code.text()).contains(Integer.toString(code.status()));
        }
    }

    private static Stream<Class<?>> referenced(Class<?> record) {
        return Stream.of(record.getRecordComponents())
                .flatMap(component -> Stream.of(component.getType(), element(component)))
                .filter(Class::isRecord);
    }

    private static Class<?> element(RecordComponent component) {
        return component.getGenericType() instanceof java.lang.reflect.ParameterizedType list
                ? (Class<?>) list.getActualTypeArguments()[0]
                : component.getType();
    }

    private static Set<String> components(Class<?> record) {
        Set<String> names = new HashSet<>();
        Stream.of(record.getRecordComponents()).map(OpenApiTest::name).forEach(names::add);
        return names;
    }

    /** As JSON has it: some names are no names in Java. */
    private static String name(RecordComponent component) {
        JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
        return given == null ? component.getName() : given.value();
    }

    private Set<String> properties(String schema) {
        Set<String> names = new HashSet<>();
        file.at("/components/schemas/" + schema + "/properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode read() {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi/ops.yaml")) {
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
