package io.bellwire.common.error;

/**
 * What is wrong with one member of a body or one parameter.
 *
 * @param field its name on the wire
 * @param message what was expected, such as {@code must be 1 to 200 characters}
 */
public record FieldError(String field, String message) {}
