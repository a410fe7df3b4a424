package io.millrace.e2e.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.strimzi.api.kafka.model.connect.KafkaConnect;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Classes of Kubernetes' API and of Strimzi's, into which manifests are read strictly: a field that a class lacks is an error. */
final class TypedModel {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .annotationIntrospector(new WithoutOtherFields())
            .build();

    private static final Map<String, Class<?>> KINDS = kinds();

    private TypedModel() {}

    /** The classes keep what they do not know in a map of other fields, unless that map is hidden. */
    private static final class WithoutOtherFields extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }

    /** The class for an object; empty if no package has one. */
    static Optional<Class<?>> classOf(ObjectNode object) {
        return Optional.ofNullable(KINDS.get(
                object.path("apiVersion").asText() + " " + object.path("kind").asText()));
    }

    /** @throws IllegalArgumentException if the object has a field that the class lacks, or a value of another type */
    static void check(JsonNode object, Class<?> type, String where) {
        try {
            STRICT.treeToValue(object, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(where + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The same for the template of a pod. */
    static void checkTemplate(JsonNode template, String where) {
        check(template, PodTemplateSpec.class, where);
    }

    private static Map<String, Class<?>> kinds() {
        Map<String, Class<?>> kinds = new HashMap<>();
        ServiceLoader.load(KubernetesResource.class).stream()
                .map(ServiceLoader.Provider::type)
                .filter(HasMetadata.class::isAssignableFrom)
                .forEach(type -> put(kinds, type));
        // Their classes are those of each version of the API that an operator of theirs serves.
        List.of(Kafka.class, KafkaNodePool.class, KafkaUser.class, KafkaConnect.class)
                .forEach(type -> kinds.put("kafka.strimzi.io/v1 " + HasMetadata.getKind(type), type));
        return Map.copyOf(kinds);
    }

    private static void put(Map<String, Class<?>> kinds, Class<?> type) {
        kinds.put(HasMetadata.getApiVersion(type) + " " + HasMetadata.getKind(type), type);
    }
}
