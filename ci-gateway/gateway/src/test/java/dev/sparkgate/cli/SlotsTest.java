package dev.sparkgate.cli;

import static dev.sparkgate.cli.Slot.Kind.EPHEMERAL;
import static dev.sparkgate.cli.Slot.Kind.LASTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotsTest {
    @TempDir
    Path folder;

    private Home home;
    private Slots slots;

    @BeforeEach
    void create() {
        home = new Home(folder);
        slots = new Slots(home, "1");
    }

    @Test
    void shouldGiveTheLowestFreeNumberWhenOthersLive() throws IOException {
        // Given
        Slot first = slots.claim(EPHEMERAL);
        Slot second = slots.claim(EPHEMERAL);

        // When
        first.release();
        Slot third = slots.claim(EPHEMERAL);

        // Then
        assertThat(first.number()).isZero();
        assertThat(second.number()).isEqualTo(1);
        assertThat(third.number()).isZero();
        second.release();
        third.release();
    }

    @Test
    void shouldLeaveNothingWhenAnEphemeralGatewayEnds() throws IOException {
        // Given
        Slot slot = slots.claim(EPHEMERAL);
        Files.createDirectories(slot.folder().resolve("drivers/a"));
        Files.writeString(home.record(slot.number()), "{}");

        // When
        slot.release();

        // Then
        assertThat(slot.folder()).doesNotExist();
        assertThat(home.record(slot.number())).doesNotExist();
    }

    @Test
    void shouldAdoptTheStateWhenAGatewayCrashed() throws IOException {
        // Given
        Slot living = slots.claim(EPHEMERAL);
        Slot crashed = crash(slots.claim(EPHEMERAL));

        // When
        Slot next = slots.claim(EPHEMERAL);

        // Then
        assertThat(next.number()).isEqualTo(crashed.number());
        assertThat(next.adopted()).isTrue();
        assertThat(next.folder().resolve("state.db")).exists();
        assertThat(home.record(next.number())).doesNotExist();
        next.release();
        living.release();
    }

    @Test
    void shouldKeepAwayFromStateWhenItIsOfTheOtherKind() throws IOException {
        // Given
        Slot lasting = crash(slots.claim(LASTING));

        // When
        Slot ephemeral = slots.claim(EPHEMERAL);

        // Then
        assertThat(ephemeral.number()).isNotEqualTo(lasting.number());
        ephemeral.release();
        assertThat(lasting.folder().resolve("state.db")).exists();
    }

    @Test
    void shouldDropTheStateWhenAnotherVersionLeftIt() throws IOException {
        // Given
        Slot crashed = crash(slots.claim(EPHEMERAL));

        // When
        Slot next = new Slots(home, "2").claim(EPHEMERAL);

        // Then
        assertThat(next.number()).isEqualTo(crashed.number());
        assertThat(next.adopted()).isFalse();
        assertThat(next.folder().resolve("state.db")).doesNotExist();
        next.release();
    }

    @Test
    void shouldKeepWhatWasThereWhenAnAdoptingGatewayDoesNotStart() throws IOException {
        // Given
        crash(slots.claim(EPHEMERAL));
        Slot next = slots.claim(EPHEMERAL);

        // When
        next.abandon();

        // Then
        assertThat(next.folder().resolve("state.db")).exists();
        slots.claim(EPHEMERAL).release();
    }

    /** Leaves what a gateway leaves that is killed: its state, its record, and a lock that nobody holds. */
    private Slot crash(Slot slot) throws IOException {
        Files.writeString(slot.folder().resolve("state.db"), "state");
        Files.writeString(home.record(slot.number()), "{}");
        slot.lock().close();
        return slot;
    }
}
