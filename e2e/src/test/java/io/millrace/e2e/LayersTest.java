package io.millrace.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The map of the modules in README, enforced: who may know whom. */
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
            "cli",
            "launcher");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importPaths(MODULES.stream()
                    .map(module -> HOME.resolve(module + "/target/classes"))
                    .toList());

    private static final int MOST_FILES = 25;

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
                .layer("cli")
                .definedBy("io.millrace.cli..")
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
                .whereLayer("cli")
                .mayOnlyAccessLayers("config", "wiring", "core", "postgres", "connect", "kafka", "clickhouse")
                .whereLayer("launcher")
                .mayOnlyAccessLayers(
                        "config", "cli", "wiring", "core", "local", "postgres", "connect", "kafka", "controller")
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

    /** What acts on a running Millrace asks its ops API; only doctor, which needs none, asks the systems themselves. */
    @Test
    void onlyDoctorSeesTheSystemsBehindOps() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.cli..")
                .and()
                .resideOutsideOfPackage("io.millrace.cli.doctor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.core..",
                        "io.millrace.wiring..",
                        "io.millrace.postgres..",
                        "io.millrace.connect..",
                        "io.millrace.kafka..",
                        "io.millrace.clickhouse..")
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

    @Test
    void noPackageHasMoreThan25Files() throws IOException {
        var sizes = new TreeMap<String, Integer>();
        for (var module : MODULES) {
            var sources = HOME.resolve(module + "/src/main/java");
            try (var files = Files.walk(sources)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.endsWith("package-info.java"))
                        .map(file ->
                                sources.relativize(file.getParent()).toString().replace('/', '.'))
                        .forEach(name -> sizes.merge(name, 1, Integer::sum));
            }
        }
        assertThat(sizes).isNotEmpty();
        sizes.values().removeIf(size -> size <= MOST_FILES);
        assertThat(sizes).as("packages with more than %d files", MOST_FILES).isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        noCycles().check(CLASSES);
    }

    private static SliceRule noCycles() {
        return slices().matching("io.millrace.(**)").should().beFreeOfCycles();
    }

    @Test
    void oneSimpleNameMeansOneClass() {
        var packages = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                // Each process has one.
                .filter(type -> !type.getSimpleName().equals("Main"))
                .collect(groupingBy(
                        JavaClass::getSimpleName,
                        TreeMap::new,
                        mapping(JavaClass::getPackageName, toCollection(TreeSet::new))));
        packages.values().removeIf(where -> where.size() == 1);
        assertThat(packages.keySet()).as("classes of one name: %s", packages).isEmpty();
    }

    @Test
    void identifiersUseTheWordsOfTheGlossary() throws Exception {
        assertThat(Glossary.read(HOME).violations(HOME)).isEmpty();
    }
}
