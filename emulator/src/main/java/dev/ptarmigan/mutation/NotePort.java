package dev.ptarmigan.mutation;

import dev.ptarmigan.machine.Port;

/** Forgets to park one CPU: the first note that says so does not happen. */
final class NotePort extends ForwardingPort {
    private static final String PARKED = "parked:";
    private boolean forgotten;

    NotePort(Port through) {
        super(through);
    }

    @Override
    public void note(String text) {
        if (!forgotten && text.startsWith(PARKED)) {
            forgotten = true;
            return;
        }
        through.note(text);
    }
}
