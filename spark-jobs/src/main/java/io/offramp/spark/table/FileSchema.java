// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.Serializable;
import java.util.LinkedHashMap;

/**
 * What a file says its columns are.
 *
 * @param file its path
 * @param problem why it does not say; empty: it does
 * @param types by column, nullability aside
 */
record FileSchema(String file, String problem, LinkedHashMap<String, String> types)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
