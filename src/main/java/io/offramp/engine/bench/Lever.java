// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import java.util.OptionalDouble;

/**
 * What a lever gives.
 *
 * @param name what it is called
 * @param upon id of the variant that has it and all levers before it
 * @param gain rows a second of that variant, over the one before
 * @param overNaive likewise, over the naive way
 * @param alone gain of the lever by itself, over the naive way; empty if it needs another one
 */
public record Lever(
    String name, String upon, double gain, double overNaive, OptionalDouble alone) {}
