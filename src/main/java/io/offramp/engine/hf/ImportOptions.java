// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.encoder.Pooling;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * How a checkpoint becomes a bundle.
 *
 * @param from the checkpoint's folder
 * @param out the bundle's folder; must not exist
 * @param exits of a number of layers, those (1-based, ascending) after which exits stand, the last
 *     among them; absent: those that an export wrote into the checkpoint, else all
 * @param pooling of exits that the checkpoint has no head for
 * @param maxLength most tokens of a row; absent: what the checkpoint has positions for, at most 512
 * @param textPairs whether rows have a second text
 * @param costTokens length of the row that costs are counted for; absent: 64 at most
 * @param createdAt ISO 8601 instant that the bundle says it was made at
 */
public record ImportOptions(
    Path from,
    Path out,
    Optional<IntFunction<List<Integer>>> exits,
    Pooling pooling,
    OptionalInt maxLength,
    boolean textPairs,
    OptionalInt costTokens,
    String createdAt) {}
