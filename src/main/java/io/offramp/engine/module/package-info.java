// SPDX-License-Identifier: Apache-2.0
/**
 * TorchScript modules of the user's own: the manifest that comes with one, the contract that its
 * methods must keep, and making a bundle of both.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.module;
