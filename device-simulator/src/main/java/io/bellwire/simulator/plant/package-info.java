/** A small solar plant as a pure model of time: sun and clouds, a household, a battery, a grid that balances the rest. */
@NullMarked
package io.bellwire.simulator.plant;

import org.jspecify.annotations.NullMarked;
