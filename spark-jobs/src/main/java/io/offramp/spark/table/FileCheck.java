// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.security.AccessControlException;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * Looks for damage that a file shows by itself: a packed file is read to its end, which checks its
 * sums; of Parquet and ORC the end of the file is looked at, without which nothing can be read.
 * Plain lines show none.
 */
final class FileCheck {
  private static final byte[] ORC_MAGIC = {'O', 'R', 'C'};

  /** Reads a file, or some of it. */
  interface Reading {
    /** Does it. */
    void run() throws IOException;
  }

  private FileCheck() {}

  /**
   * What is wrong with a file, in words that follow its name.
   *
   * @throws IOException if the file may be well, but cannot be read now
   */
  static Optional<String> problem(Path file, TableFormat format, Configuration hadoop)
      throws IOException {
    return problem(
        format,
        () -> {
          if (format == TableFormat.PARQUET) {
            parquetSchema(file, hadoop);
          } else if (format == TableFormat.ORC) {
            requireOrcEnd(file, hadoop);
          } else {
            readToEnd(file, hadoop);
          }
        });
  }

  /** What is wrong, if reading fails. */
  static Optional<String> problem(TableFormat format, Reading reading) throws IOException {
    try {
      reading.run();
      return Optional.empty();
    } catch (FileNotFoundException e) {
      return Optional.of("it is gone");
    } catch (AccessControlException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      return Optional.of(words(format, e));
    }
  }

  /** The schema in a Parquet file's footer. */
  static MessageType parquetSchema(Path file, Configuration hadoop) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
      return reader.getFooter().getFileMetaData().getSchema();
    }
  }

  /** Whether a footer can be read and tells of no row. */
  static boolean isEmptyParquet(Path file, Configuration hadoop) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
      return reader.getRecordCount() == 0;
    } catch (IOException | RuntimeException e) {
      return false; // damaged, which is looked for elsewhere
    }
  }

  private static String words(TableFormat format, Exception failure) {
    String text = Objects.requireNonNullElse(failure.getMessage(), "");
    if (format == TableFormat.PARQUET) {
      return "it is no Parquet file, or only part of one";
    }
    if (format == TableFormat.ORC) {
      return "it is no ORC file, or only part of one";
    }
    return text.contains("not a gzip file")
        ? "it is no gzip file, whatever its name says"
        : "it is truncated or corrupt";
  }

  private static void readToEnd(Path file, Configuration hadoop) throws IOException {
    FileSystem files = file.getFileSystem(hadoop);
    if (!TableFormat.isPacked(file.getName())) {
      files.open(file).close();
      return;
    }
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
    try (InputStream raw = files.open(file);
        InputStream in = codec == null ? raw : codec.createInputStream(raw)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /** An ORC file ends with the magic word and one byte, the length of what it stands in. */
  private static void requireOrcEnd(Path file, Configuration hadoop) throws IOException {
    FileSystem files = file.getFileSystem(hadoop);
    long length = files.getFileStatus(file).getLen();
    if (length <= ORC_MAGIC.length + 1) {
      throw new EOFException(file + " is too short");
    }
    byte[] end = new byte[ORC_MAGIC.length];
    try (FSDataInputStream in = files.open(file)) {
      in.readFully(length - ORC_MAGIC.length - 1, end);
    }
    if (!Arrays.equals(end, ORC_MAGIC)) {
      throw new EOFException(file + " has another end");
    }
  }
}
