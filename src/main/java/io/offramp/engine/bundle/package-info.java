// SPDX-License-Identifier: Apache-2.0
/**
 * The bundle: the folder in which a model is shipped, format version 1.
 *
 * <p>A manifest describes the model and carries the SHA-256 of every file and of itself; opening a
 * bundle checks all of them.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.bundle;
