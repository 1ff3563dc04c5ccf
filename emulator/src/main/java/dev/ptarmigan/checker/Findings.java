package dev.ptarmigan.checker;

import java.util.ArrayList;
import java.util.List;

/** Collects what is found, in order. */
final class Findings {
    private final List<Finding> list = new ArrayList<>();
    private final int most;
    private int more;

    Findings(int most) {
        this.most = most;
    }

    void add(Finding finding) {
        if (list.size() < most) {
            list.add(finding);
        } else {
            more++;
        }
    }

    List<Finding> list() {
        return list;
    }

    int more() {
        return more;
    }
}
