package io.millrace.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The map of the modules in README and DESIGN, enforced: who may know whom. */
final class LayersTest {
    private static final Path HOME = Path.of(System.getProperty("millrace.home", ".."));
    private static final List<String> MODULES = List.of(
            "config",
            "core",
            "postgres",
            "connect",
            "kafka",
            "clickhouse",
            "wiring",
            "controller",
            "pipeline",
            "ops",
            "shop",
            "clickhouse-embedded",
            "local",
            "testkit",
            "bench",
            "launcher");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importPaths(MODULES.stream()
                    .map(module -> HOME.resolve(module + "/target/classes"))
                    .toList());

    /** The embedded engine's package lies inside the adapter's, but is a process of its own. */
    private static final DescribedPredicate<JavaClass> CLICKHOUSE = resideInAPackage("io.millrace.clickhouse..")
            .and(not(resideInAPackage("io.millrace.clickhouse.embedded..")));

    @Test
    void everyModuleWasRead() {
        assertThat(MODULES)
                .allSatisfy(module ->
                        assertThat(HOME.resolve(module + "/target/classes")).isDirectory());
        assertThat(MODULES)
                .allSatisfy(module -> assertThat(CLASSES.stream()
                                .anyMatch(type -> type.getSource()
                                        .map(source ->
                                                source.getUri().getPath().contains("/" + module + "/target/classes/"))
                                        .orElse(false)))
                        .as(module)
                        .isTrue());
    }

    @Test
    void adaptersNeverKnowEachOtherAndNothingKnowsAProcess() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.millrace..")
                .layer("config")
                .definedBy("io.millrace.config..")
                .layer("core")
                .definedBy("io.millrace.core..")
                .layer("postgres")
                .definedBy("io.millrace.postgres..")
                .layer("connect")
                .definedBy("io.millrace.connect..")
                .layer("kafka")
                .definedBy("io.millrace.kafka..")
                .layer("clickhouse")
                .definedBy(CLICKHOUSE)
                .layer("embedded")
                .definedBy("io.millrace.clickhouse.embedded..")
                .layer("local")
                .definedBy("io.millrace.local..")
                .layer("wiring")
                .definedBy("io.millrace.wiring..")
                .layer("controller")
                .definedBy("io.millrace.controller..")
                .layer("pipeline")
                .definedBy("io.millrace.pipeline..")
                .layer("ops")
                .definedBy("io.millrace.ops..")
                .layer("shop")
                .definedBy("io.millrace.shop..")
                .layer("bench")
                .definedBy("io.millrace.bench..")
                .layer("testkit")
                .definedBy("io.millrace.testkit..")
                .layer("launcher")
                .definedBy("io.millrace.launcher..")
                .whereLayer("core")
                .mayNotAccessAnyLayer()
                .whereLayer("config")
                .mayNotAccessAnyLayer()
                .whereLayer("postgres")
                .mayOnlyAccessLayers("core")
                .whereLayer("connect")
                .mayOnlyAccessLayers("core")
                .whereLayer("kafka")
                .mayOnlyAccessLayers("core")
                .whereLayer("clickhouse")
                .mayOnlyAccessLayers("core")
                .whereLayer("embedded")
                .mayNotAccessAnyLayer()
                .whereLayer("local")
                .mayNotAccessAnyLayer()
                .whereLayer("testkit")
                .mayOnlyAccessLayers("local")
                .whereLayer("wiring")
                .mayOnlyAccessLayers("config", "core", "postgres", "connect", "kafka", "clickhouse")
                .whereLayer("controller")
                .mayOnlyAccessLayers("config", "wiring", "core", "postgres", "connect", "kafka", "clickhouse")
                .whereLayer("pipeline")
                .mayOnlyAccessLayers("config", "wiring", "core", "kafka", "clickhouse")
                .whereLayer("ops")
                .mayOnlyAccessLayers("config", "wiring", "core", "postgres", "connect", "kafka", "clickhouse")
                .whereLayer("shop")
                .mayOnlyAccessLayers("config")
                .whereLayer("bench")
                .mayOnlyAccessLayers("core", "clickhouse", "local")
                .whereLayer("launcher")
                .mayOnlyAccessLayers("config", "wiring", "core", "local", "postgres", "connect", "kafka", "controller")
                .check(CLASSES);
    }

    @Test
    void theCoreIsPure() {
        classes()
                .that()
                .resideInAPackage("io.millrace.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.core..",
                        "java.lang..",
                        "java.util..",
                        "java.math..",
                        "java.time..",
                        "java.nio..",
                        "java.io..",
                        "java.security..",
                        "javax.crypto..",
                        "com.fasterxml.jackson..",
                        "org.jspecify..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.millrace.core..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void onlyThePipelineSeesSpark() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.millrace.pipeline..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..")
                .check(CLASSES);
    }

    @Test
    void packagesAreNamedByTheNounsOfTheField() throws Exception {
        for (var module : MODULES) {
            try (var files = Files.walk(HOME.resolve(module + "/src/main/java"))) {
                assertThat(files.filter(Files::isDirectory)
                                .map(dir -> dir.getFileName().toString()))
                        .as(module)
                        .doesNotContain("util", "utils", "common", "helper", "helpers", "manager", "types");
            }
        }
    }
}
