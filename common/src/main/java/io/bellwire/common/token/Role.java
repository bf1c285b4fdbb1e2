package io.bellwire.common.token;

/** What a person may do: their own things, or everyone's devices. */
public enum Role {
    USER,
    OPERATOR
}
