"""Opening the store for a console: migrations, use cases, and who signs in by itself. In the services thread."""

from dataclasses import dataclass

from desktop.config import Settings
from desktop.domain.operator import Session
from desktop.services.alarms import Alarms
from desktop.services.annotations import Annotations
from desktop.services.asset_places import AssetPlaces
from desktop.services.bookmarks import Bookmarks
from desktop.services.drafts import Drafts
from desktop.services.exercise.names import LOGIN, PASSPHRASE
from desktop.services.incidents import Incidents
from desktop.services.operators import FIRST_LOGIN, Accounts
from desktop.services.preferences import PreferenceBook
from desktop.services.roads import Roads
from desktop.services.search import Search
from desktop.services.undo import Undos
from desktop.storage import settings as city_settings
from desktop.storage.store import Store
from desktop.view.desk import Services

WRITER = "console"


@dataclass(frozen=True, slots=True)
class Opened:
    """`session` of the exercise's own operator; `one_time_password` of the administrator that the first start made."""

    services: Services
    session: Session | None
    first_login: str = ""
    one_time_password: str = ""


def services_on(store: Store, accounts: Accounts, roads: Roads | None = None) -> Services:
    """The use cases of a console."""
    return Services(
        store=store,
        alarms=Alarms(store, WRITER),
        incidents=Incidents(store, WRITER),
        accounts=accounts,
        drafts=Drafts(store),
        search=Search(store),
        annotations=Annotations(store, WRITER),
        bookmarks=Bookmarks(store, WRITER),
        asset_places=AssetPlaces(store, WRITER),
        undos=Undos(store, WRITER),
        preferences=PreferenceBook(store),
        roads=roads,
    )


def open_store(settings: Settings) -> Opened:
    """Raises a StoreError."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store.open(settings.store_location)
    accounts = Accounts(store, WRITER)
    services = services_on(store, accounts, Roads(store, settings.data))
    with store.read() as connection:
        is_exercise = bool(city_settings.get(connection, "exercise", default=False))
    if is_exercise:
        return Opened(services, accounts.sign_in(LOGIN, PASSPHRASE))
    password = accounts.first_administrator()
    return Opened(services, None, FIRST_LOGIN if password else "", password or "")
