// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * The first records of a table's CSV files. Spark takes the columns' names from one file and all
 * cells by their position, so that another file's columns would go by names that are not theirs.
 */
final class CsvHeaders {
  private static final int MOST_COLUMNS = 20_480; // as Spark has it

  private CsvHeaders() {}

  /**
   * Refuses files whose headers differ; files with nothing in them have none.
   *
   * @param files by path
   * @throws TableException naming the first file that has another header than those before it, and
   *     the column; or a file that cannot be read
   */
  static void requireOne(String location, List<Path> files, Configuration hadoop) {
    if (files.size() < 2) {
      return;
    }
    List<String[]> headers = files.parallelStream().map(file -> header(file, hadoop)).toList();
    int first = -1;
    for (int i = 0; i < headers.size(); i++) {
      if (headers.get(i).length == 0) {
        continue;
      }
      first = first < 0 ? i : first;
      int column = Arrays.mismatch(headers.get(first), headers.get(i));
      if (column >= 0) {
        throw new TableException(
            "Cannot read %s: column %d of %s is %s, of %s it is %s (must have one header, with columns in one order; write the file again, or name files of one header with a glob)"
                .formatted(
                    location,
                    column + 1,
                    files.get(i).getName(),
                    name(headers.get(i), column),
                    files.get(first).getName(),
                    name(headers.get(first), column)));
      }
    }
  }

  private static String name(String[] header, int column) {
    return column < header.length ? "'%s'".formatted(header[column]) : "missing";
  }

  private static String[] header(Path file, Configuration hadoop) {
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
    CsvParser parser = new CsvParser(settings());
    try (InputStream raw = file.getFileSystem(hadoop).open(file);
        InputStream in = codec == null ? raw : codec.createInputStream(raw)) {
      parser.beginParsing(in, StandardCharsets.UTF_8);
      String[] header = parser.parseNext();
      return header == null ? new String[0] : header;
    } catch (IOException | TextParsingException | IllegalStateException e) {
      throw new TableException(
          "Cannot read %s: %s (write it again, or correct its name; other files were not the problem)"
              .formatted(file, cause(e)),
          e);
    } finally {
      parser.stopParsing();
    }
  }

  private static String cause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Objects.requireNonNullElse(root.getMessage(), root.getClass().getSimpleName());
  }

  /** What {@link TableReader} asks of Spark, which uses the same parser. */
  private static CsvParserSettings settings() {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setQuoteEscape('"');
    settings.getFormat().setComment('\0');
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setNullValue("");
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    settings.setReadInputOnSeparateThread(false);
    settings.setMaxColumns(MOST_COLUMNS);
    settings.setMaxCharsPerColumn(-1);
    return settings;
  }
}
