package io.millrace.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The resolver itself, whose word the other tests take. */
final class KustomizationTest {
    @Test
    void anOverlayChangesWhatItsBaseHas(@TempDir Path folder) throws IOException {
        write(
                folder.resolve("base/kustomization.yaml"),
                "kind: Kustomization\nnamespace: one\nresources: [app.yaml]\n");
        write(folder.resolve("base/app.yaml"), """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: app}
                spec:
                  replicas: 1
                  template:
                    spec:
                      containers:
                        - {name: app, image: "app:1", env: [{name: A, value: a}, {name: IMAGE, value: none}]}
                """);
        write(folder.resolve("overlay/kustomization.yaml"), """
                kind: Kustomization
                namespace: two
                resources: [../base]
                images: [{name: app, newName: registry.example/app, newTag: "2"}]
                configMapGenerator: [{name: settings, files: [settings.txt]}]
                patches:
                  - patch: |-
                      kind: Deployment
                      metadata: {name: app}
                      spec:
                        template:
                          spec:
                            containers: [{name: app, env: [{name: A, value: b}, {name: B, value: c}]}]
                  - target: {kind: Deployment, name: app}
                    patch: |-
                      - {op: replace, path: /spec/replicas, value: 3}
                replacements:
                  - source: {kind: Deployment, name: app, fieldPath: "spec.template.spec.containers.[name=app].image"}
                    targets:
                      - select: {kind: Deployment, name: app}
                        fieldPaths: ["spec.template.spec.containers.[name=app].env.[name=IMAGE].value"]
                """);
        write(folder.resolve("overlay/settings.txt"), "text");

        var objects = Kustomization.of(folder.resolve("overlay")).objects();

        assertThat(objects).hasSize(2);
        ObjectNode app = objects.get(0);
        assertThat(app.at("/metadata/namespace").asText()).isEqualTo("two");
        assertThat(app.at("/spec/replicas").asInt()).isEqualTo(3);
        var container = app.at("/spec/template/spec/containers/0");
        assertThat(container.path("image").asText()).isEqualTo("registry.example/app:2");
        assertThat(container.path("env").findValuesAsText("name")).containsExactly("A", "IMAGE", "B");
        assertThat(container.path("env").findValuesAsText("value")).containsExactly("b", "registry.example/app:2", "c");
        assertThat(objects.get(1).at("/data").path("settings.txt").asText()).isEqualTo("text");
    }

    @Test
    void whatAKustomizationCannotMeanIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("kustomization.yaml");
        Files.writeString(file, "kind: Kustomization\nresources: []\nnamePrefixes: x\n");
        assertThatThrownBy(() -> Kustomization.of(folder)).hasMessageContaining("namePrefixes");
        Files.writeString(
                file, "kind: Kustomization\npatches: [{patch: 'kind: Service\n\n  metadata: {name: elsewhere}'}]\n");
        assertThatThrownBy(() -> Kustomization.of(folder)).hasMessageContaining("Service elsewhere");
        Files.writeString(file, "kind: Kustomization\nresources: [../elsewhere.yaml]\n");
        assertThatThrownBy(() -> Kustomization.of(folder)).hasMessageContaining("outside");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
