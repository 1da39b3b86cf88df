package dev.sparkgate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** Holds the house to its plan: docs/architecture.md, "The house". */
@AnalyzeClasses(packages = "dev.sparkgate", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    @ArchTest
    static final ArchRule arrowsPointDown = rooms();

    @ArchTest
    static final ArchRule thereAreNoCircles =
            slices().matching("dev.sparkgate.(*)..").should().beFreeOfCycles();

    /** Decisions about leases, pools and routes can be tested without a clock, a disk or a network. */
    @ArchTest
    static final ArchRule decisionsArePure = noClasses()
            .that()
            .resideInAnyPackage("..lease..", "..pool..", "..route..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.nio.file..",
                    "java.net..",
                    "java.sql..",
                    "io.grpc..",
                    "io.javalin..",
                    "org.jdbi..");

    @ArchTest
    static final ArchRule decisionsHaveNoThreadsOfTheirOwn = noClasses()
            .that()
            .resideInAnyPackage("..lease..", "..pool..", "..route..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.util\\.concurrent\\.(Executors|ExecutorService|ScheduledExecutorService|ThreadPoolExecutor)|java\\.lang\\.Thread");

    @ArchTest
    static final ArchRule onlyTheStoreSpeaksSql = classes()
            .that()
            .resideOutsideOfPackage("..store..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("org.jdbi..", "org.flywaydb..", "com.zaxxer..", "org.h2..");

    private static Architectures.LayeredArchitecture rooms() {
        return layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("dev.sparkgate.cli..")
                .layer("gateway")
                .definedBy("dev.sparkgate.gateway..")
                .layer("http")
                .definedBy("dev.sparkgate.http..")
                .layer("proxy")
                .definedBy("dev.sparkgate.proxy..")
                .layer("session")
                .definedBy("dev.sparkgate.session..")
                .layer("store")
                .definedBy("dev.sparkgate.store..")
                .layer("report")
                .definedBy("dev.sparkgate.report..")
                .layer("lease")
                .definedBy("dev.sparkgate.lease..")
                .layer("route")
                .definedBy("dev.sparkgate.route..")
                .layer("pool")
                .definedBy("dev.sparkgate.pool..")
                .layer("namespace")
                .definedBy("dev.sparkgate.namespace..")
                .layer("fixture")
                .definedBy("dev.sparkgate.fixture..")
                .layer("driver")
                .definedBy("dev.sparkgate.driver..")
                .layer("connect")
                .definedBy("dev.sparkgate.connect..")
                .layer("auth")
                .definedBy("dev.sparkgate.auth..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("gateway")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("http")
                .mayOnlyBeAccessedByLayers("gateway")
                .whereLayer("proxy")
                .mayOnlyBeAccessedByLayers("gateway")
                .whereLayer("store")
                .mayOnlyBeAccessedByLayers("gateway")
                .whereLayer("session")
                .mayOnlyBeAccessedByLayers("gateway", "proxy")
                .whereLayer("lease")
                .mayOnlyBeAccessedByLayers("gateway", "http", "session", "store", "report")
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("gateway", "http")
                .whereLayer("route")
                .mayOnlyBeAccessedByLayers("gateway", "http", "session", "lease")
                .whereLayer("pool")
                .mayOnlyBeAccessedByLayers("cli", "gateway", "http", "lease", "route")
                .whereLayer("namespace")
                .mayOnlyBeAccessedByLayers("gateway", "http", "session", "store", "lease", "report", "route", "pool")
                .whereLayer("connect")
                .mayOnlyBeAccessedByLayers(
                        "gateway", "proxy", "session", "store", "lease", "namespace", "fixture", "driver")
                .whereLayer("fixture")
                .mayOnlyBeAccessedByLayers("cli", "gateway", "http", "namespace");
    }
}
