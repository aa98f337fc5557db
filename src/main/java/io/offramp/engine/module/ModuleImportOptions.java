// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import java.nio.file.Path;

/**
 * What a bundle is made of.
 *
 * @param archive the TorchScript file
 * @param manifest what the user says of it; the tokenizer's path in it is relative to its folder
 * @param out the bundle's folder; must not exist
 * @param createdAt ISO 8601 instant that the bundle says it was made at
 */
public record ModuleImportOptions(Path archive, Path manifest, Path out, String createdAt) {}
