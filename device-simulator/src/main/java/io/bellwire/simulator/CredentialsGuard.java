package io.bellwire.simulator;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Credentials that a worker has refused once are not tried again by the other devices of a fleet: a thousand devices with a
 * mistyped password would otherwise lock their own account.
 */
final class CredentialsGuard {

    private static final Set<String> ABOUT_CREDENTIALS =
            Set.of("Invalid credentials", "Missing credentials", "Too many attempts");

    private volatile Ending.@Nullable Refused refused;

    Link guard(Link link) {
        return (cerbo, signedIn, stop) -> {
            Ending.Refused known = refused;
            return known != null
                    ? Mono.just(known)
                    : link.converse(cerbo, signedIn, stop).doOnNext(this::remember);
        };
    }

    private void remember(Ending ending) {
        if (ending instanceof Ending.Refused refusal && ABOUT_CREDENTIALS.contains(refusal.detail())) {
            refused = refusal;
        }
    }
}
