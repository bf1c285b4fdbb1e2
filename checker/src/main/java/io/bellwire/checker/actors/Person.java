package io.bellwire.checker.actors;

/** Someone who has registered and signed in. */
public record Person(String id, String email, String token) {

    @Override
    public String toString() {
        return "Person[" + id + "]";
    }
}
