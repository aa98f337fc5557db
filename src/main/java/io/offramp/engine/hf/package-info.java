// SPDX-License-Identifier: Apache-2.0
/**
 * Checkpoints in Hugging Face's layout: a folder becomes a bundle, and a bundle such a folder.
 *
 * <p>{@link io.offramp.engine.hf.Importer} and {@link io.offramp.engine.hf.Exporter} are the two
 * doors. What one architecture calls its tensors and settings is said by one subclass of {@code
 * Family} each, and nowhere else.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.hf;
