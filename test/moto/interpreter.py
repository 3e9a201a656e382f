"""moto's interpreter of state machines, whose tasks call the embedded cloud.

It is LocalStack's, with Distributed Map, item readers, retries and catches. What it waits for takes no time here.
The address of the cloud's port is CLOUD_PORT; it ends with its parent, as server.py does.
"""

import copy
import json
import os
import sys
import threading
from types import SimpleNamespace

from moto.core.config import default_user_config

default_user_config["stepfunctions"] = {"execute_state_machine": True}

from moto.stepfunctions.parser import models  # noqa: E402
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl  # noqa: E402
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_aws_sdk import (  # noqa: E402
    StateTaskServiceAwsSdk,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import (  # noqa: E402
    WaitFunction,
)
from moto.stepfunctions.parser.asl.utils import boto_client  # noqa: E402

boto_client.moto_server_port = lambda: os.environ["CLOUD_PORT"]
retrier_decl.time = SimpleNamespace(sleep=lambda _: None)
WaitFunction._wait_interval = lambda *_, **__: None
# A state machine holds all executions that there were, whose threads cannot be copied; we change none.
models.copy = SimpleNamespace(deepcopy=copy.copy)


# Step Functions writes a body that is an object as its JSON.
call_sdk = StateTaskServiceAwsSdk._eval_service_task


def call_sdk_with_json(self, env, resource_runtime_part, normalised_parameters, state_credentials) -> None:
    body = normalised_parameters.get("Body")
    if isinstance(body, (dict, list)):
        normalised_parameters = {**normalised_parameters, "Body": json.dumps(body)}
    call_sdk(self, env, resource_runtime_part, normalised_parameters, state_credentials)


StateTaskServiceAwsSdk._eval_service_task = call_sdk_with_json

from moto.server import main  # noqa: E402


def end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
