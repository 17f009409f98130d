#!/usr/bin/python3
"""A notification service without a screen, for one bus: says what it is shown, and answers as it is told.

Owns org.freedesktop.Notifications on the session bus it is started on. Tells {"event": "ready"} and, for each notification,
{"event": "shown", "id": N, "summary": ..., "body": ..., "actions": [[key, label], ...]} as JSON lines. Reads one request per
line on stdin, {"id": N, "choose": LABEL}: emits ActionInvoked with the key of that label.
"""
import json
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

NAME = "org.freedesktop.Notifications"


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


class Service(dbus.service.Object):
    """The well-known name."""

    def __init__(self, bus):
        self.shown = {}
        super().__init__(dbus.service.BusName(NAME, bus, do_not_queue=True), "/org/freedesktop/Notifications")

    @dbus.service.method(NAME, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, _app, _replaces, _icon, summary, body, actions, _hints, _timeout):
        number = len(self.shown) + 1
        words = [str(word) for word in actions]
        self.shown[number] = list(zip(words[::2], words[1::2]))
        say({"event": "shown", "id": number, "summary": str(summary), "body": str(body), "actions": self.shown[number]})
        return dbus.UInt32(number)

    @dbus.service.method(NAME, out_signature="as")
    def GetCapabilities(self):
        return ["actions", "body"]

    @dbus.service.method(NAME, out_signature="ssss")
    def GetServerInformation(self):
        return ("segue-test", "segue", "1", "1.2")

    @dbus.service.method(NAME, in_signature="u")
    def CloseNotification(self, number):
        self.NotificationClosed(number, dbus.UInt32(3))

    @dbus.service.signal(NAME, signature="us")
    def ActionInvoked(self, number, key):
        pass

    @dbus.service.signal(NAME, signature="uu")
    def NotificationClosed(self, number, reason):
        pass


def main():
    DBusGMainLoop(set_as_default=True)
    service = Service(dbus.SessionBus())
    loop = GLib.MainLoop()

    def request(channel, _condition):
        line = channel.readline()
        if not line:
            loop.quit()
            return False
        asked = json.loads(line)
        key = next(key for key, label in service.shown[asked["id"]] if label == asked["choose"])
        service.ActionInvoked(dbus.UInt32(asked["id"]), key)
        return True

    GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, request)
    say({"event": "ready"})
    loop.run()


main()
