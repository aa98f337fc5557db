// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Records as JSON: components by their names in kebab case, in their order, null where empty. */
final class ReportJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE).build();

  private ReportJson() {}

  /** Indented, ending in a line break. */
  static String pretty(Record data) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(data) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a report as JSON", e);
    }
  }

  /**
   * On one line, fit to stand in a script element of a page: no {@code <} can end the element or
   * begin a comment, as each is written as an escape.
   */
  static String embedded(Record data) {
    try {
      return MAPPER.writeValueAsString(data).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a report as JSON", e);
    }
  }
}
