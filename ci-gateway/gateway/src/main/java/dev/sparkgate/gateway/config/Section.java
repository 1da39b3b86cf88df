package dev.sparkgate.gateway.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the configuration, as the reading code sees it.
 *
 * <p>Reading code asks for each key once and never fails: what is wrong is noted aside and a usable value comes back, so
 * that one pass finds every error. The same code, run over a {@link SchemaSection}, yields the JSON schema; hence every
 * key is asked for with a sentence about it, and none behind an {@code if} other than {@link #variant}.
 */
interface Section {
    /** Reads a value that may be absent. */
    <T> @Nullable T optional(String key, Scalar<T> scalar, String about);

    /** Reads a value with a default. */
    <T> T value(String key, Scalar<T> scalar, T fallback, String about);

    /** Reads a value that must be there; {@code standIn} is returned with the error when it is not. */
    <T> T required(String key, Scalar<T> scalar, T standIn, String about);

    /** Reads a list of values. */
    <T> List<T> values(String key, Scalar<T> scalar, List<T> fallback, String about);

    /**
     * Reads free keys with text, in the order of the file.
     *
     * @param refusal says what is wrong with a key, or null when it is fine
     */
    Map<String, String> pairs(String key, String about, Refusal refusal);

    /** Reads a mapping within this one; an absent one is read as if it were empty. */
    <T> T section(String key, String about, Reader<T> reader);

    /** Reads mappings by name ({@code NAME: {…}}), in the order of the file; none when the key is absent, an error when it is there without any. */
    <T> Map<String, T> sections(String key, Scalar<String> name, String about, NamedReader<T> reader);

    /** Reads a list of mappings; none when the key is absent, an error when it is there without any. */
    <T> List<T> list(String key, String about, Reader<T> reader);

    /**
     * Reads a mapping whose other keys depend on one of them.
     *
     * @param fallback the variant of an absent key; null = the key must be there
     * @param variants at least one
     * @param later names that are known but that this version cannot do yet
     */
    <T> T variant(String key, String about, @Nullable String fallback, List<Variant<T>> variants, List<String> later);

    /** Says whether the file has the key. */
    boolean has(String key);

    /** Notes what is wrong with the value of a key (or with its absence). */
    void problem(String key, String message);

    /** Makes a value of a mapping. */
    interface Reader<T> {
        T read(Section in);
    }

    /** Makes a value of a mapping that has a name. */
    interface NamedReader<T> {
        T read(String name, Section in);
    }

    /** Says why a key cannot be taken; null = it can. */
    interface Refusal {
        @Nullable
        String of(String key);
    }

    /** One way a mapping can be; its reader asks for the keys that only this way has. */
    record Variant<T>(String name, Reader<T> reader) {}
}
