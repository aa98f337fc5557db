// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import org.jspecify.annotations.Nullable;

/** A tokenizer that cannot be read or used; the message names it and says what is wrong. */
public final class TokenizerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TokenizerException(String message) {
    super(message);
  }

  TokenizerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
