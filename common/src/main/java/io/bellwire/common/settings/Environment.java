package io.bellwire.common.settings;

/** Where an instance runs; {@code APP_ENV} chooses, and production is what one gets unasked. */
public enum Environment {
    PRODUCTION,
    DEVELOPMENT;

    public boolean isProduction() {
        return this == PRODUCTION;
    }
}
