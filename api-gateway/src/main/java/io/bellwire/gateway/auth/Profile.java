package io.bellwire.gateway.auth;

import io.bellwire.common.account.Account;
import io.bellwire.common.token.Role;
import io.bellwire.common.token.UserId;
import java.util.List;

/**
 * What an account is told of itself.
 *
 * @param name empty where none was given, never null: clients in the field show it as it is
 */
record Profile(UserId id, String email, String name, List<Role> roles) {

    static Profile of(Account account) {
        return new Profile(
                account.id(),
                account.email(),
                account.name(),
                account.roles().stream().sorted().toList());
    }
}
