// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.text.TokenizedText;

/** Rows leave where a policy lets them. */
final class PolicyExits implements Exits {
  private final ExitPolicy policy;
  private final Referee referee;

  PolicyExits(ExitPolicy policy, Referee referee) {
    this.policy = policy;
    this.referee = referee;
  }

  @Override
  public Exit of(long number, TokenizedText row) {
    RowJudge judge = referee.judge(policy, row);
    return new Exit() {
      @Override
      public boolean leaves(float[] probabilities) {
        return judge.leaves(probabilities);
      }

      @Override
      public ExitAnswer answer(int exit, float[] probabilities) {
        return referee.answer(exit, probabilities, row);
      }
    };
  }
}
