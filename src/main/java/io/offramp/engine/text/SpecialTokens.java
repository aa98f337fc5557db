// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.util.List;

/** The five special tokens of a vocabulary that Offramp learns; their ids are 0 to 4. */
final class SpecialTokens {
  static final String PADDING = "[PAD]";
  static final String UNKNOWN = "[UNK]";
  static final String FIRST = "[CLS]";
  static final String SEPARATOR = "[SEP]";
  static final String MASK = "[MASK]";

  /** All of them, in the order of their ids. */
  static final List<String> ALL = List.of(PADDING, UNKNOWN, FIRST, SEPARATOR, MASK);

  private SpecialTokens() {}
}
