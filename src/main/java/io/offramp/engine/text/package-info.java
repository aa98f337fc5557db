// SPDX-License-Identifier: Apache-2.0
/**
 * From texts to token ids, and from a corpus to the vocabulary that makes them.
 *
 * <p>{@link io.offramp.engine.text.TextEncoder} runs a Hugging Face {@code tokenizer.json} and is
 * the only class that scoring needs. {@link io.offramp.engine.text.WordPieceLearner} and {@link
 * io.offramp.engine.text.TokenizerJson} make such a file where none is given.
 *
 * <p>A <em>character</em> in this package is a UTF-16 code unit where a length is meant, and a code
 * point where an alphabet is meant.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.text;
