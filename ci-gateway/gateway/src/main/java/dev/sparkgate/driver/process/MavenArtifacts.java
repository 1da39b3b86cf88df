package dev.sparkgate.driver.process;

import dev.sparkgate.driver.ProgressListener;
import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResult;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.eclipse.aether.util.repository.SimpleArtifactDescriptorPolicy;

/**
 * Resolves with Maven's own resolver, as the user's settings.xml, mirrors and local repository say.
 *
 * <p>Repositories named in the poms of dependencies are ignored: Spark's parent pom names one first that is not reachable from
 * everywhere, and an artifact that is merely missing would then fail as "unknown host".
 */
final class MavenArtifacts implements Artifacts {
    @Override
    public List<Path> resolve(String what, Request request, ProgressListener progress) throws IOException {
        progress.progress("resolving " + what, 0, -1);
        DownloadProgress downloads = new DownloadProgress("downloading " + what, progress);
        ContextOverrides overrides = ContextOverrides.create()
                .withUserSettings(true)
                .ignoreArtifactDescriptorRepositories(true)
                .transferListener(downloads)
                .build();
        try (Context context = Runtimes.INSTANCE.getRuntime().create(overrides)) {
            RepositorySystemSession session = session(context);
            CollectRequest collect = new CollectRequest(dependencies(request), List.of(), context.remoteRepositories());
            try {
                context.repositorySystem()
                        .collectDependencies(session, collect)
                        .getRoot()
                        .accept(downloads.expectations(session, context.remoteRepositories()));
                DependencyResult result = context.repositorySystem()
                        .resolveDependencies(
                                session,
                                new DependencyRequest(
                                        collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME)));
                return files(result);
            } catch (RepositoryException e) {
                throw new IOException(reason(e) + " (repositories: " + names(context.remoteRepositories()) + ")", e);
            }
        }
    }

    private static RepositorySystemSession session(Context context) {
        DefaultRepositorySystemSession session = new DefaultRepositorySystemSession(context.repositorySystemSession());
        session.setOffline(MavenSettings.isOffline(context));
        // A pom that cannot be had is a failure: without it all that it depends on would silently be left out.
        session.setArtifactDescriptorPolicy(new SimpleArtifactDescriptorPolicy(false, false));
        return session;
    }

    private static List<Dependency> dependencies(Request request) {
        List<Exclusion> excluded = request.excluded().stream()
                .map(group -> new Exclusion(group, "*", "*", "*"))
                .toList();
        List<Dependency> dependencies = new ArrayList<>();
        for (String coordinates : request.withDependencies()) {
            dependencies.add(new Dependency(new DefaultArtifact(coordinates), JavaScopes.RUNTIME, false, excluded));
        }
        List<Exclusion> everything = List.of(new Exclusion("*", "*", "*", "*"));
        for (String coordinates : request.alone()) {
            dependencies.add(new Dependency(new DefaultArtifact(coordinates), JavaScopes.RUNTIME, false, everything));
        }
        return dependencies;
    }

    private static List<Path> files(DependencyResult result) {
        return result.getArtifactResults().stream()
                .map(ArtifactResult::getArtifact)
                .map(artifact -> artifact.getFile().toPath())
                .toList();
    }

    /** Maven nests its reasons; the innermost one that is about an artifact says the most. */
    private static String reason(RepositoryException e) {
        Throwable innermost = e;
        while (innermost.getCause() instanceof RepositoryException cause) {
            innermost = cause;
        }
        return Objects.requireNonNullElse(innermost.getMessage(), innermost.toString());
    }

    private static String names(List<RemoteRepository> repositories) {
        return repositories.stream().map(RemoteRepository::getId).collect(Collectors.joining(", "));
    }
}
