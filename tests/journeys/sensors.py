"""The field, as a process of its own: devices of two LoRaWAN networks publish to the broker until they are ended.

`python sensors.py PORT`. One device of ChirpStack v4 and one of TTN v3 speak twice a second; a third speaks twice and
then never again.
"""

import itertools
import json
import math
import sys
import time
import uuid
from datetime import UTC, datetime

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

PERIOD_S = 0.5
APPLICATION = "2d3a8a37-7f2e-4f43-a9ec-a9b1e9e5a0c1"


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def chirpstack(dev_eui: str, name: str, number: int, values: dict[str, float]) -> tuple[str, str]:
    document = {
        "deduplicationId": str(uuid.uuid4()),
        "time": now(),
        "deviceInfo": {
            "tenantId": "52f14cd4-c6f1-4fbd-8f87-4025e1d49242",
            "tenantName": "Vaduz",
            "applicationId": APPLICATION,
            "applicationName": "agua",
            "deviceProfileName": "caudal",
            "deviceName": name,
            "devEui": dev_eui,
            "tags": {},
        },
        "devAddr": "00189440",
        "adr": True,
        "dr": 5,
        "fCnt": number,
        "fPort": 2,
        "confirmed": False,
        "data": "AQ==",
        "object": values,
        "rxInfo": [{"gatewayId": "0016c001f153a14c", "uplinkId": 4217106255, "rssi": -83, "snr": 9.2}],
        "txInfo": {"frequency": 868100000},
    }
    return f"application/{APPLICATION}/device/{dev_eui}/event/up", json.dumps(document)


def ttn(dev_eui: str, name: str, number: int, values: dict[str, float]) -> tuple[str, str]:
    document = {
        "end_device_ids": {
            "device_id": name,
            "application_ids": {"application_id": "presion"},
            "dev_eui": dev_eui,
            "dev_addr": "00BCB929",
        },
        "received_at": now(),
        "uplink_message": {
            "session_key_id": "AYfJ1ZNrQZ0y9kq8vL0pWg==",
            "f_port": 1,
            "f_cnt": number,
            "frm_payload": "AQ==",
            "decoded_payload": values,
            "rx_metadata": [{"gateway_ids": {"gateway_id": "rathaus"}, "rssi": -71, "snr": 8.5}],
            "received_at": now(),
        },
    }
    return f"v3/presion@vaduz/devices/{name}/up", json.dumps(document)


def main(port: int) -> None:
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="sensors", protocol=paho.MQTTv311)
    client.connect("127.0.0.1", port)
    client.loop_start()
    for number in itertools.count(1):
        wave = math.sin(number / 5)
        said = [
            chirpstack("70B3D57ED0050A01", "caudal-1", number, {"flow_m3h": round(42 + 6 * wave, 2)}),
            ttn("70B3D57ED0050B01", "presion-1", number, {"pressure_m": round(31 - 2 * wave, 2)}),
        ]
        if number <= 2:
            said.append(chirpstack("70B3D57ED0050A02", "caudal-2", number, {"flow_m3h": 7.5}))
        for topic, payload in said:
            client.publish(topic, payload, qos=1).wait_for_publish(5.0)
        time.sleep(PERIOD_S)


if __name__ == "__main__":
    main(int(sys.argv[1]))
