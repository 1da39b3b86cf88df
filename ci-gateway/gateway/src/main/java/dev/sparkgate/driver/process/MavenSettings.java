package dev.sparkgate.driver.process;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.MavenSystemHome;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.jspecify.annotations.Nullable;

/** Reads from the user's settings.xml what the resolver's context leaves out. */
final class MavenSettings {
    private MavenSettings() {}

    /** Says whether the settings forbid the network. */
    static boolean isOffline(Context context) {
        MavenSystemHome installation = context.mavenSystemHome();
        DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
        request.setUserSettingsFile(file(context.mavenUserHome().settingsXml()));
        request.setGlobalSettingsFile(installation == null ? null : file(installation.settingsXml()));
        request.setSystemProperties(System.getProperties());
        try {
            return new DefaultSettingsBuilderFactory()
                    .newInstance()
                    .build(request)
                    .getEffectiveSettings()
                    .isOffline();
        } catch (SettingsBuildingException e) {
            return false; // the context reads the same files, and has complained already
        }
    }

    private static @Nullable File file(Path path) {
        return Files.isRegularFile(path) ? path.toFile() : null;
    }
}
