// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

/**
 * A file of the bundle.
 *
 * @param name plain file name inside the bundle's folder
 * @param bytes its size
 * @param sha256 of its content, 64 lower-case hexadecimal digits
 */
public record BundleFile(String name, long bytes, String sha256) {
  /**
   * Refuses a name that could point outside of the bundle, a negative size, and what is no SHA-256.
   */
  public BundleFile {
    if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "Cannot hold file '%s' in a bundle (must be a plain file name)".formatted(name));
    }
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "Cannot hold file '%s' of %d bytes (must be at least 0)".formatted(name, bytes));
    }
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "Cannot check file '%s' against '%s' (must be 64 lower-case hexadecimal digits)"
              .formatted(name, sha256));
    }
  }
}
