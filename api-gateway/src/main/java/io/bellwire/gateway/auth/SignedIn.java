package io.bellwire.gateway.auth;

/**
 * The answer to login and refresh.
 *
 * @param expiresIn seconds that the access token is good for
 */
record SignedIn(
        boolean success,
        String message,
        String accessToken,
        String refreshToken,
        String tokenType,
        long expiresIn,
        Profile user) {

    @Override
    public String toString() {
        return "SignedIn[" + user.id() + "]";
    }
}
