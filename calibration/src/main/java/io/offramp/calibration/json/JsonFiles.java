// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Small JSON files on the local file system, and the bytes of those that were read elsewhere. */
public final class JsonFiles {
  private JsonFiles() {}

  /**
   * The whole text of a file.
   *
   * @param kind what messages call such a file, such as {@code policy}
   * @throws FileFormatException if it is not UTF-8
   * @throws UncheckedIOException if it cannot be read at all
   */
  public static String readText(Path path, String kind) {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException(
          "Cannot read %s %s: there is no such file (correct the path, or make it first)"
              .formatted(kind, path),
          e);
    } catch (CharacterCodingException e) {
      throw noText(kind, path.toString(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read %s %s: %s".formatted(kind, path, e), e);
    }
  }

  /**
   * The text of a file's bytes.
   *
   * @param kind what messages call such a file
   * @param source where it was read
   * @throws FileFormatException if it is not UTF-8
   */
  public static String text(byte[] bytes, String kind, String source) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw noText(kind, source, e);
    }
  }

  private static FileFormatException noText(String kind, String source, Throwable cause) {
    return new FileFormatException(
        "Cannot read %s %s: not UTF-8 text (must be UTF-8; copy or convert it)"
            .formatted(kind, source),
        cause);
  }

  /**
   * Writes beside the path, then moves into place in one step; what cannot be moved is deleted.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void replace(Path path, String kind, String text) {
    Path partial = path.resolveSibling(path.getFileName() + ".partial");
    try {
      Files.writeString(partial, text);
      Files.move(
          partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException(
          "Cannot write %s %s: its folder does not exist (create it first)".formatted(kind, path),
          e);
    } catch (IOException e) {
      deleteQuietly(partial);
      throw new UncheckedIOException("Cannot write %s %s: %s".formatted(kind, path, e), e);
    }
  }

  private static void deleteQuietly(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      // the first failure is the one to tell
    }
  }
}
