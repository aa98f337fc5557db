// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a TorchScript archive before libtorch does: whether it is one, whole, and of a version
 * that libtorch reads.
 */
final class ModuleArchive {
  /** The newest operator set that libtorch 2.7.1 has. */
  static final int NEWEST_OPERATORS = 10;

  private static final int MOST_DIGITS = 9;

  private final Path file;
  private final String cannot;

  private ModuleArchive(Path file, String cannot) {
    this.file = file;
    this.cannot = cannot;
  }

  /**
   * Refuses a file that is no whole TorchScript archive.
   *
   * @param cannot how messages begin, such as "Cannot import model.pt"
   * @throws ModuleException saying what is wrong with it
   */
  static void check(Path file, String cannot) {
    new ModuleArchive(file, cannot).check();
  }

  private void check() {
    if (!Files.isRegularFile(file)) {
      throw refusal("there is no such file (correct the path)", null);
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries = Collections.list(zip.entries());
      requireParts(entries);
      for (ZipEntry entry : entries) {
        requireWhole(zip, entry);
      }
      Optional<? extends ZipEntry> version = find(entries, "/version");
      if (version.isPresent()) {
        requireKnown(text(zip, version.get()));
      }
    } catch (IOException e) {
      throw refusal(
          "it is no TorchScript archive, or only part of one (must be a file that torch.jit.save wrote; copy it again): "
              + e.getMessage(),
          e);
    }
  }

  private void requireParts(List<? extends ZipEntry> entries) {
    if (find(entries, "/data.pkl").isEmpty()) {
      throw refusal(
          "it is a ZIP file without data.pkl (must be a file that torch.jit.save wrote)", null);
    }
    boolean code = entries.stream().anyMatch(entry -> entry.getName().contains("/code/"));
    if (!code || find(entries, "/constants.pkl").isEmpty()) {
      throw refusal(
          "it holds no code, so torch.save wrote it (must be a file that torch.jit.script(module).save wrote)",
          null);
    }
  }

  private void requireWhole(ZipFile zip, ZipEntry entry) throws IOException {
    CRC32 crc = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), crc)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    if (crc.getValue() != entry.getCrc()) {
      throw refusal(
          "its part %s is damaged (copy the file again)".formatted(entry.getName()), null);
    }
  }

  private void requireKnown(String version) {
    boolean number = version.matches("[0-9]{1," + MOST_DIGITS + "}");
    int operators = number ? Integer.parseInt(version) : 0;
    if (operators < 1 || operators > NEWEST_OPERATORS) {
      throw refusal(
          "its operator-set version is %s (must be 1 to %d: save it with a PyTorch that is not newer than this libtorch, 2.7.1)"
              .formatted(version.length() > MOST_DIGITS ? "too long" : version, NEWEST_OPERATORS),
          null);
    }
  }

  private static String text(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return new String(in.readNBytes(2 * MOST_DIGITS), StandardCharsets.ISO_8859_1).strip();
    }
  }

  /** The entry of a name in the archive's one folder. */
  private static Optional<? extends ZipEntry> find(List<? extends ZipEntry> entries, String name) {
    return entries.stream()
        .filter(entry -> entry.getName().endsWith(name))
        .filter(entry -> entry.getName().indexOf('/') == entry.getName().length() - name.length())
        .findFirst();
  }

  private ModuleException refusal(String why, @Nullable Throwable cause) {
    return new ModuleException("%s: %s".formatted(cannot, why), cause);
  }
}
