package dev.sparkgate.junit;

/** Says how long a lease lasts. */
public enum Scope {
    /** One lease for all tests of the class and of its nested classes. */
    CLASS,
    /** One lease for each test method (each invocation of a parameterized or repeated one). */
    METHOD
}
