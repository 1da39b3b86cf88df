package dev.sparkgate.junit;

/**
 * How datasets are compared.
 *
 * @param types whether the types of columns must be the same, not only what they hold
 */
record CompareOptions(
        boolean ordered,
        boolean anyColumnOrder,
        boolean anyNullability,
        boolean types,
        double absolute,
        double relative) {
    boolean approximate() {
        return absolute > 0 || relative > 0;
    }
}
