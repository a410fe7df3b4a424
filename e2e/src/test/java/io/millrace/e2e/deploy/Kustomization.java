package io.millrace.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code kubectl kustomize FOLDER} prints, for the features that {@code deploy/kubernetes} uses and in Kustomize's order; another
 * field is an error. Names of generated ConfigMaps keep no hash.
 */
final class Kustomization {
    private static final String FILE = "kustomization.yaml";
    private static final Set<String> FIELDS = Set.of(
            "apiVersion",
            "kind",
            "namespace",
            "labels",
            "resources",
            "components",
            "configMapGenerator",
            "patches",
            "images",
            "replacements");
    private static final Set<String> WITHOUT_NAMESPACE =
            Set.of("Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition");
    private static final Pattern TAG = Pattern.compile(":[^:/]+$");

    private final List<ObjectNode> objects = new ArrayList<>();
    private final Set<Path> files = new LinkedHashSet<>();

    private Kustomization() {}

    /** @throws IllegalArgumentException if Kustomize would refuse it, or a feature is not known here */
    static Kustomization of(Path folder) {
        Kustomization all = new Kustomization();
        all.add(folder.normalize());
        return all;
    }

    List<ObjectNode> objects() {
        return objects;
    }

    /** The files that went into it. */
    Set<Path> files() {
        return files;
    }

    private void add(Path folder) {
        Path file = folder.resolve(FILE);
        files.add(file);
        ObjectNode own = Yaml.one(file);
        boolean component = own.path("kind").asText().equals("Component");
        require(component || own.path("kind").asText().equals("Kustomization"), file, "has another kind");
        own.fieldNames().forEachRemaining(name -> require(FIELDS.contains(name), file, "has a field " + name));
        for (String resource : Yaml.strings(own.path("resources"))) {
            Path path = folder.resolve(resource).normalize();
            if (Files.isDirectory(path)) {
                Kustomization nested = of(path);
                files.addAll(nested.files());
                nested.objects().forEach(object -> insert(object, file));
            } else {
                Yaml.read(inside(folder, resource)).forEach(object -> insert(object, file));
            }
        }
        own.path("configMapGenerator").forEach(generator -> generate(folder, generator));
        for (String other : Yaml.strings(own.path("components"))) {
            add(folder.resolve(other).normalize());
        }
        own.path("patches").forEach(patch -> patch(folder, patch));
        if (own.has("namespace")) {
            objects.forEach(object -> moveTo(object, own.path("namespace").asText()));
        }
        own.path("labels").forEach(labels -> objects.forEach(object -> label(object, labels, file)));
        own.path("images").forEach(this::rename);
        own.path("replacements").forEach(replacement -> replace(replacement, file));
    }

    private void insert(ObjectNode object, Path by) {
        require(objects.stream().noneMatch(other -> id(other).equals(id(object))), by, "brings a second " + id(object));
        objects.add(object);
    }

    private Path inside(Path folder, String name) {
        Path file = folder.resolve(name).normalize();
        require(file.startsWith(folder), folder, "may not use " + name + ", which is outside");
        files.add(file);
        return file;
    }

    private void generate(Path folder, JsonNode generator) {
        String name = generator.path("name").asText();
        ObjectNode map;
        if (generator.path("behavior").asText("create").equals("merge")) {
            map = find("ConfigMap", name, folder);
        } else {
            map = JsonNodeFactory.instance.objectNode();
            map.put("apiVersion", "v1")
                    .put("kind", "ConfigMap")
                    .putObject("metadata")
                    .put("name", name);
            insert(map, folder);
        }
        ObjectNode data = map.withObject("/data");
        for (String file : Yaml.strings(generator.path("files"))) {
            data.put(file, BuildFacts.text(inside(folder, file)));
        }
    }

    private void patch(Path folder, JsonNode patch) {
        String text = patch.has("path")
                ? BuildFacts.text(inside(folder, patch.path("path").asText()))
                : patch.path("patch").asText();
        if (patch.has("target")) {
            ObjectNode target = find(
                    patch.path("target").path("kind").asText(),
                    patch.path("target").path("name").asText(),
                    folder);
            // JSON Patch: a list of operations.
            Yaml.parse("operations:\n" + text.indent(2), folder.toString())
                    .get(0)
                    .path("operations")
                    .forEach(operation -> operate(target, operation, folder));
            return;
        }
        for (ObjectNode merge : Yaml.parse(text, folder.toString())) {
            ObjectNode target = find(
                    merge.path("kind").asText(),
                    merge.path("metadata").path("name").asText(),
                    folder);
            if (merge.path("$patch").asText().equals("delete")) {
                objects.remove(target);
            } else {
                StrategicMerge.apply(target, merge);
            }
        }
    }

    private static void operate(ObjectNode target, JsonNode operation, Path folder) {
        String path = operation.path("path").asText();
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1).replace("~1", "/").replace("~0", "~");
        JsonNode parent = target.at(path.substring(0, slash));
        require(parent instanceof ObjectNode, folder, "patches " + path + ", which is not there");
        require(operation.path("op").asText().equals("replace"), folder, "has another operation than replace");
        require(parent.has(name), folder, "replaces " + path + ", which is not there");
        ((ObjectNode) parent).set(name, operation.path("value"));
    }

    private static void moveTo(ObjectNode object, String namespace) {
        String kind = object.path("kind").asText();
        if (kind.equals("Namespace")) {
            object.withObject("/metadata").put("name", namespace);
        } else if (!WITHOUT_NAMESPACE.contains(kind)) {
            object.withObject("/metadata").put("namespace", namespace);
        }
        object.path("subjects").forEach(subject -> ((ObjectNode) subject).put("namespace", namespace));
    }

    private static void label(ObjectNode object, JsonNode labels, Path file) {
        require(labels.path("includeTemplates").asBoolean(), file, "labels without templates");
        labels.path("pairs").properties().forEach(pair -> {
            object.withObject("/metadata/labels").set(pair.getKey(), pair.getValue());
            if (object.path("spec").path("template").has("metadata")) {
                object.withObject("/spec/template/metadata/labels").set(pair.getKey(), pair.getValue());
            }
        });
    }

    private void rename(JsonNode image) {
        for (ObjectNode object : objects) {
            for (JsonNode container :
                    object.path("spec").path("template").path("spec").path("containers")) {
                String old = TAG.matcher(container.path("image").asText()).replaceFirst("");
                if (old.equals(image.path("name").asText())) {
                    ((ObjectNode) container)
                            .put(
                                    "image",
                                    image.path("newName").asText() + ":"
                                            + image.path("newTag").asText());
                }
            }
        }
    }

    private void replace(JsonNode replacement, Path file) {
        JsonNode source = replacement.path("source");
        JsonNode value = FieldPath.of(source.path("fieldPath").asText())
                .get(find(source.path("kind").asText(), source.path("name").asText(), file));
        for (JsonNode target : replacement.path("targets")) {
            JsonNode select = target.path("select");
            ObjectNode object =
                    find(select.path("kind").asText(), select.path("name").asText(), file);
            for (String path : Yaml.strings(target.path("fieldPaths"))) {
                FieldPath.of(path).set(object, TextNode.valueOf(value.asText()));
            }
        }
    }

    private ObjectNode find(String kind, String name, Path by) {
        List<ObjectNode> found = objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind)
                        && object.path("metadata").path("name").asText().equals(name))
                .toList();
        require(found.size() == 1, by, "needs one " + kind + " " + name + ", but there are " + found.size());
        return Objects.requireNonNull(found.get(0));
    }

    private static String id(ObjectNode object) {
        return object.path("apiVersion").asText() + " " + object.path("kind").asText() + " "
                + object.path("metadata").path("name").asText();
    }

    private static void require(boolean condition, Path where, String what) {
        if (!condition) {
            throw new IllegalArgumentException(where + " " + what);
        }
    }
}
