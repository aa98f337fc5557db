// SPDX-License-Identifier: Apache-2.0
/**
 * Writes TorchScript archives without Python, and copies them with other code.
 *
 * <p>An archive is a ZIP of stored entries: {@code data.pkl} (a pickle of the module's attributes),
 * one raw little-endian file a tensor, and the module's methods as TorchScript source. This package
 * knows the container only; what a module computes is decided by its callers.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.torchscript;
