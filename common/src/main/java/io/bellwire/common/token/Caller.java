package io.bellwire.common.token;

/**
 * Who calls, as the request's token says.
 *
 * @param claims of the token
 * @param token the token itself, to be handed on to the other service; never to be logged
 */
public record Caller(TokenClaims claims, String token) {

    public UserId userId() {
        return claims.userId();
    }

    public boolean isOperator() {
        return claims.isOperator();
    }

    @Override
    public String toString() {
        return "Caller[" + userId() + "]";
    }
}
