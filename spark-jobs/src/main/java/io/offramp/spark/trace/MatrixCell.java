// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cell with K arrays of numbers, or their JSON text as CSV files hold it. */
final class MatrixCell {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int SHOWN = 60;

  private MatrixCell() {}

  /**
   * The numbers in [0,1]; arrays may differ in length.
   *
   * @param cell {@link NestedNumbers} or a text
   * @throws BadRow if the cell is no array of arrays, or a number is missing or out of range
   */
  static float[][] read(Object cell) throws BadRow {
    if (cell instanceof String text) {
      return read(parse(text));
    }
    NestedNumbers exits = (NestedNumbers) cell;
    float[][] matrix = new float[exits.length()][];
    for (int exit = 0; exit < matrix.length; exit++) {
      NestedNumbers.Numbers numbers = exits.array(exit);
      if (numbers == null) {
        throw new BadRow(
            "the probabilities of exit %d are missing (must be one a class)".formatted(exit + 1));
      }
      float[] row = new float[numbers.length()];
      for (int c = 0; c < row.length; c++) {
        double number = numbers.isMissing(c) ? Double.NaN : numbers.number(c);
        row[c] =
            number >= 0 && number <= 1
                ? (float) number // nearly all; neither an object nor a message is made of them
                : unit(numbers.isMissing(c) ? null : number, exit, c);
      }
      matrix[exit] = row;
    }
    return matrix;
  }

  private static float[][] read(List<List<Float>> rows) throws BadRow {
    float[][] matrix = new float[rows.size()][];
    for (int exit = 0; exit < matrix.length; exit++) {
      matrix[exit] = new float[rows.get(exit).size()];
      for (int c = 0; c < matrix[exit].length; c++) {
        matrix[exit][c] = unit(rows.get(exit).get(c), exit, c);
      }
    }
    return matrix;
  }

  private static float unit(@Nullable Object cell, int exit, int c) throws BadRow {
    return CellNumbers.unit(cell, "the probability of class %d at exit %d".formatted(c, exit + 1));
  }

  private static List<List<Float>> parse(String text) throws BadRow {
    List<List<Float>> rows = new ArrayList<>();
    try (JsonParser json = JSON.createParser(text)) {
      boolean whole = json.nextToken() == JsonToken.START_ARRAY;
      while (whole && json.nextToken() == JsonToken.START_ARRAY) {
        List<Float> row = new ArrayList<>();
        while (json.nextToken() != null && json.currentToken().isNumeric()) {
          row.add(json.getFloatValue());
        }
        whole = json.currentToken() == JsonToken.END_ARRAY;
        rows.add(row);
      }
      if (whole && json.currentToken() == JsonToken.END_ARRAY && json.nextToken() == null) {
        return rows;
      }
    } catch (IOException e) {
      // told below
    }
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    throw new BadRow(
        "its probabilities are '%s' (must be arrays of numbers such as [[0.1,0.9],[0,1]])"
            .formatted(shown));
  }
}
