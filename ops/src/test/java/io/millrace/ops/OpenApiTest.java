package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.ops.api.DeadLetterAction;
import io.millrace.ops.api.DeadLetterCommand;
import io.millrace.ops.api.DeadLetterDetail;
import io.millrace.ops.api.DeadLetterGroup;
import io.millrace.ops.api.DeadLetterReceipt;
import io.millrace.ops.api.DeadLetterRehearsal;
import io.millrace.ops.api.DeadLetterRequest;
import io.millrace.ops.api.DeadLetterVerdict;
import io.millrace.ops.api.Overview;
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
    void every_route_is_in_the_file_and_the_other_way_round(@TempDir Path folder) throws IOException {
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
    void every_record_of_the_overview_has_the_properties_of_its_schema() {
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
    void every_record_about_dead_letters_has_the_properties_of_its_schema() {
        for (Class<?> type : List.of(
                DeadLetterDetail.class,
                DeadLetterAction.class,
                DeadLetterGroup.class,
                DeadLetterCommand.class,
                DeadLetterVerdict.class,
                DeadLetterRehearsal.class,
                DeadLetterReceipt.class,
                DeadLetterRequest.class)) {
            assertThat(properties(type.getSimpleName()))
                    .as(type.getSimpleName())
                    .isEqualTo(components(type));
        }
        assertThat(properties("DeadLetterEdit")).isEqualTo(components(DeadLetterCommand.Edit.class));
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
        Stream.of(record.getRecordComponents()).map(RecordComponent::getName).forEach(names::add);
        return names;
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
