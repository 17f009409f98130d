#!/usr/bin/python3
"""A tray without a panel: StatusNotifierWatcher and host in one, driven by JSON lines.

Owns org.kde.StatusNotifierWatcher on the session bus it is started on. Reads one request per line on stdin,
{"id": 1, "do": "items" | "item" | "menu" | "activate" | "click", ...}, and answers {"id": 1, "ok": ...} or
{"id": 1, "error": "..."}. What happens by itself is told as {"event": ..., "at": MS}: "ready", "registered", "gone",
and every signal of an item ("NewIcon", "NewToolTip", ...), with `at` in milliseconds of CLOCK_MONOTONIC.
Never draws anything and never keeps an item's state: each question is asked of the item again.
"""
import json
import os
import sys
import time

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
PROPERTIES = "org.freedesktop.DBus.Properties"


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def tell(event, **fields):
    say({"event": event, "at": time.monotonic() * 1000, **fields})


def plain(value):
    """A D-Bus value as JSON can hold it; byte arrays become lists of numbers."""
    if isinstance(value, dbus.Boolean):
        return bool(value)
    if isinstance(value, (dbus.Byte, dbus.Int16, dbus.Int32, dbus.Int64, dbus.UInt16, dbus.UInt32, dbus.UInt64)):
        return int(value)
    if isinstance(value, (float, dbus.Double)):
        return float(value)
    if isinstance(value, (str, dbus.String, dbus.ObjectPath)):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, dbus.Struct)):
        return [plain(inner) for inner in value]
    return str(value)


class Watcher(dbus.service.Object):
    """The well-known name that tray items look for, and the host that shows them to nobody."""

    def __init__(self, bus):
        self.items = {}
        self.bus = bus
        name = dbus.service.BusName(WATCHER, bus, do_not_queue=True)
        super().__init__(name, "/StatusNotifierWatcher")

    @dbus.service.method(WATCHER, in_signature="s", sender_keyword="sender")
    def RegisterStatusNotifierItem(self, service, sender=None):
        owner, path = (sender, service) if service.startswith("/") else (service, "/StatusNotifierItem")
        key = str(owner) + path
        self.items[key] = (str(owner), path)
        proxy = self.bus.get_object(owner, path, introspect=False)
        proxy.connect_to_signal(None, lambda *a, member=None: tell("signal", item=key, name=member), dbus_interface=ITEM, member_keyword="member")
        self.bus.watch_name_owner(owner, lambda now: None if now else self.forget(key))
        self.StatusNotifierItemRegistered(key)
        tell("registered", item=key)

    def forget(self, key):
        if self.items.pop(key, None):
            self.StatusNotifierItemUnregistered(key)
            tell("gone", item=key)

    @dbus.service.method(WATCHER, in_signature="s")
    def RegisterStatusNotifierHost(self, service):
        self.StatusNotifierHostRegistered()

    @dbus.service.signal(WATCHER, signature="s")
    def StatusNotifierItemRegistered(self, item):
        pass

    @dbus.service.signal(WATCHER, signature="s")
    def StatusNotifierItemUnregistered(self, item):
        pass

    @dbus.service.signal(WATCHER)
    def StatusNotifierHostRegistered(self):
        pass

    @dbus.service.method(PROPERTIES, in_signature="ss", out_signature="v")
    def Get(self, interface, name):
        return self.GetAll(interface)[name]

    @dbus.service.method(PROPERTIES, in_signature="s", out_signature="a{sv}")
    def GetAll(self, interface):
        return {
            "RegisteredStatusNotifierItems": dbus.Array(list(self.items), signature="s"),
            "IsStatusNotifierHostRegistered": True,
            "ProtocolVersion": dbus.Int32(0),
        }


class Host:
    """Answers the requests of the test by asking the item."""

    def __init__(self, bus, watcher):
        self.bus = bus
        self.watcher = watcher

    def proxy(self, interface, path=None, item=None):
        key = item or next(iter(self.watcher.items))
        owner, own_path = self.watcher.items[key]
        return dbus.Interface(self.bus.get_object(owner, path or own_path, introspect=False), interface)

    def properties(self, request):
        return plain(self.proxy(PROPERTIES, item=request.get("item")).GetAll(ITEM))

    def menu_proxy(self, request):
        path = self.proxy(PROPERTIES, item=request.get("item")).Get(ITEM, "Menu")
        return self.proxy(MENU, path=path, item=request.get("item"))

    def answer(self, request):
        match request["do"]:
            case "items":
                return list(self.watcher.items)
            case "item":
                return self.properties(request)
            case "menu":
                menu = self.menu_proxy(request)
                menu.AboutToShow(0)
                return node(menu.GetLayout(0, -1, dbus.Array([], signature="s"))[1])
            case "activate":
                self.proxy(ITEM, item=request.get("item")).Activate(request.get("x", 0), request.get("y", 0))
                return True
            case "click":
                self.menu_proxy(request).Event(request["menu_id"], "clicked", dbus.String("", variant_level=1), dbus.UInt32(0))
                return True
            case other:
                raise ValueError(f"no such request: {other}")


def node(layout):
    identity, properties, children = layout
    return {"id": int(identity), **plain(properties), "children": [node(child) for child in children]}


def serve(host, loop):
    buffer = b""

    def readable(fd, condition):
        nonlocal buffer
        chunk = os.read(fd, 65536)
        if not chunk:
            loop.quit()
            return False
        buffer += chunk
        *lines, buffer = buffer.split(b"\n")
        for line in lines:
            request = json.loads(line)
            try:
                say({"id": request["id"], "ok": host.answer(request)})
            except (dbus.DBusException, ValueError, KeyError, StopIteration) as error:
                say({"id": request["id"], "error": f"{type(error).__name__}: {error}"})
        return True

    GLib.io_add_watch(0, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, readable)


def main():
    DBusGMainLoop(set_as_default=True)
    bus = dbus.SessionBus()
    loop = GLib.MainLoop()
    watcher = Watcher(bus)
    serve(Host(bus, watcher), loop)
    tell("ready")
    loop.run()


main()
