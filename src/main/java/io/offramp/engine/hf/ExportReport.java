// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import java.nio.file.Path;
import java.util.List;

/**
 * What came of an export.
 *
 * @param folder that was written
 * @param modelType the family that it says it is
 * @param notes lines for the user: what the folder can say, and what only Offramp will read
 */
public record ExportReport(Path folder, String modelType, List<String> notes) {
  /** Copies the list. */
  public ExportReport {
    notes = List.copyOf(notes);
  }
}
