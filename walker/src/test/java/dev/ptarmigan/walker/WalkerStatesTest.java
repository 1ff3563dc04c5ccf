package dev.ptarmigan.walker;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What no machine at hand could answer: EL3, Secure and Realm state, 128-bit stage 2, FEAT_THE; each with the rule it rests on. */
class WalkerStatesTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "states.txt", delimiter = '|', numLinesToSkip = 4)
    void by_the_rule(String rule, String reason, String setup, String operations, String expected) {
        WalkScript.run(setup, operations, expected, Profile.ARM);
    }
}
