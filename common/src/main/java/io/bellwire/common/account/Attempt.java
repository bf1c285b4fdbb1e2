package io.bellwire.common.account;

import reactor.core.publisher.Mono;

/** What a guess at a password costs whoever makes it. */
interface Attempt {

    /** Charges for the guess, before the password is looked at; errs where no more may be made. */
    Mono<Void> charge();

    /** Gives back what was charged, since it was no guess, or nobody looked at the password. */
    Mono<Void> giveBack();
}
