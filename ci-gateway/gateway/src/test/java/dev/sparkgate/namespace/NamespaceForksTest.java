package dev.sparkgate.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.namespace.Namespace.Base;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespaceForksTest {
    @TempDir
    Path state;

    private Path root;
    private Path template;
    private Namespaces namespaces;

    @BeforeEach
    void open() {
        root = state.resolve("namespaces");
        template = state.resolve("templates/abc");
        namespaces = new Namespaces(root);
    }

    @Test
    void shouldGiveAForkThePointersAndNothingElse() throws Exception {
        // Given
        makeTemplate();
        Namespace fork = namespace("one").on(Base.template(template.toString()));
        // When
        namespaces.create(fork);
        namespaces.create(fork);
        // Then
        assertThat(root.resolve("one/pedregal/catalog.json")).hasContent("pointers");
        assertThat(root.resolve("one/pedregal")).isDirectoryContaining("glob:**/catalog.json");
        assertThat(root.resolve("one/pedregal/raw")).doesNotExist();
        assertThat(note("one").bases()).containsExactly(template);
        assertThat(note("one").lifetime()).isEqualTo(NamespacePolicy.Lifetime.LEASE);
        namespaces.drop(fork);
        assertThat(root).isEmptyDirectory();
        assertThat(template.resolve("pedregal/raw/events/data")).exists();
        assertThat(template.resolve(".forks")).doesNotExist();
    }

    @Test
    void shouldNameAllBasesWhenAForkIsForked() throws Exception {
        // Given
        makeTemplate();
        namespaces.create(namespace("one").on(Base.template(template.toString())));
        // When
        namespaces.create(namespace("two").on(new Base("one", "lease-1", false)));
        // Then
        assertThat(note("two").bases()).containsExactly(root.resolve("one"), template);
        assertThat(root.resolve("one/.forks/two")).exists();
        assertThat(root.resolve("two/pedregal/catalog.json")).hasContent("pointers");
    }

    @Test
    void shouldKeepABaseUntilItsLastForkIsDropped() throws Exception {
        // Given
        makeTemplate();
        Namespace one = namespace("one").on(Base.template(template.toString()));
        Namespace two = namespace("two").on(new Base("one", "lease-1", true));
        Namespace three = namespace("three").on(new Base("two", "lease-2", true));
        Namespace four = namespace("four").on(new Base("one", "lease-1", true));
        List.of(one, two, three, four).forEach(namespaces::create);
        Files.writeString(root.resolve("one/pedregal/data"), "x");
        // When
        namespaces.drop(one);
        namespaces.drop(two);
        namespaces.drop(four);
        // Then
        assertThat(root.resolve("one/pedregal/data")).exists();
        assertThat(root.resolve("two")).exists();
        assertThat(root.resolve("four")).doesNotExist();
        assertThatThrownBy(() -> namespaces.create(namespace("late").on(new Base("one", "lease-1", true))))
                .isInstanceOfSatisfying(
                        SparkgateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_ENDED));
        assertThat(root.resolve("late")).doesNotExist();
        namespaces.drop(three);
        assertThat(root).isEmptyDirectory();
        assertThat(namespaces.discard(template)).isTrue();
    }

    @Test
    void shouldLeaveNothingWhenTheBaseIsUnknown() {
        // Given
        Namespace fork = namespace("one").on(new Base("nowhere", "lease-1", true));
        // When // Then
        assertThatThrownBy(() -> namespaces.create(fork)).hasMessageContaining("that namespace has been dropped");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void shouldKeepATemplateWhenAForkOfItIsThere() throws Exception {
        // Given
        makeTemplate();
        Namespace fork = namespace("one").on(Base.template(template.toString()));
        namespaces.create(fork);
        // When
        boolean discarded = namespaces.discard(template);
        // Then
        assertThat(discarded).isFalse();
        namespaces.create(namespace("two").on(Base.template(template.toString())));
        namespaces.drop(fork);
        namespaces.drop(namespace("two").on(Base.template(template.toString())));
        assertThat(namespaces.discard(template)).isTrue();
        assertThat(template).doesNotExist();
        assertThat(namespaces.discard(template)).isTrue();
    }

    @Test
    void shouldSweepWhatAGatewayThatWasKilledLeft() throws Exception {
        // Given
        Namespace one = namespace("one");
        namespaces.create(one);
        namespaces.create(namespace("two").on(new Base("one", "lease-1", true)));
        namespaces.drop(one);
        // When: the fork's folder is gone, and the gateway did not come to its base
        deleteTree(root.resolve("two"));
        new Namespaces(root).sweep();
        // Then
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void shouldNeverForkADroppedBaseWhenBothHappenAtOnce() throws Exception {
        // Given
        var executor = Executors.newFixedThreadPool(4);
        for (int round = 0; round < 100; round++) {
            Namespace base = namespace("base" + round);
            namespaces.create(base);
            Files.createDirectories(root.resolve(base.folder()).resolve("pedregal"));
            Files.writeString(root.resolve(base.folder()).resolve("pedregal/catalog.json"), "pointers");
            List<Namespace> forks = IntStream.range(0, 3)
                    .mapToObj(i -> namespace(base.name() + "-" + i).on(new Base(base.folder(), "lease", true)))
                    .toList();
            // When
            List<Callable<Boolean>> work = new java.util.ArrayList<>();
            forks.forEach(fork -> work.add(() -> made(fork)));
            work.add(() -> {
                namespaces.drop(base);
                return true;
            });
            List<Future<Boolean>> made = executor.invokeAll(work);
            // Then
            boolean any = false;
            for (int i = 0; i < forks.size(); i++) {
                Path folder = root.resolve(forks.get(i).folder());
                if (made.get(i).get()) {
                    any = true;
                    assertThat(folder.resolve("pedregal/catalog.json")).hasContent("pointers");
                } else {
                    assertThat(folder).doesNotExist();
                }
            }
            assertThat(made.get(3).get()).isTrue();
            assertThat(Files.exists(root.resolve(base.folder()))).isEqualTo(any);
            forks.forEach(namespaces::drop);
            assertThat(root).isEmptyDirectory();
        }
        executor.shutdown();
    }

    private boolean made(Namespace fork) {
        try {
            namespaces.create(fork);
            return true;
        } catch (SparkgateException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.LEASE_ENDED);
            return false;
        }
    }

    private void makeTemplate() throws IOException {
        namespaces.create(new Namespace(
                "template-abc",
                template.toString(),
                NamespacePolicy.Lifetime.PERSISTENT,
                "pedregal",
                "default",
                catalogs()));
        Files.createDirectories(template.resolve("pedregal/raw/events"));
        Files.writeString(template.resolve("pedregal/raw/events/data"), "x");
        Files.writeString(template.resolve("pedregal/catalog.json"), "pointers");
    }

    private NamespaceNote note(String folder) throws IOException {
        return new NamespaceFolder(root.resolve(folder)).note();
    }

    private static Namespace namespace(String name) {
        return new Namespace(name, name, NamespacePolicy.Lifetime.LEASE, "pedregal", "default", catalogs());
    }

    private static Map<String, CatalogSpec> catalogs() {
        return Map.of("pedregal", new CatalogSpec("pedregal-test", CatalogSpec.Type.ISOLATED, Map.of()));
    }

    private static void deleteTree(Path folder) {
        try {
            dev.sparkgate.file.FileTree.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
