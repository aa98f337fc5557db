// SPDX-License-Identifier: Apache-2.0
/**
 * Strict reading and writing of the project's own small JSON files: nothing unknown, missing or of
 * another type is guessed at.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.calibration.json;
