package dev.sparkgate.http;

import java.util.List;

/** What a reload of the configuration has changed; nothing, when the file says what held before. */
public record ReloadReport(List<Change> changes) {
    public ReloadReport {
        changes = List.copyOf(changes);
    }

    /**
     * One difference.
     *
     * @param path of the key
     * @param change what became of it
     * @param atStart whether it holds from the next start of the gateway only
     */
    public record Change(String path, String change, boolean atStart) {}
}
