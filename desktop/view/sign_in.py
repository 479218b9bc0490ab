"""Signing in, over the body of the window: alarms are counted in the strip meanwhile, without places or names.

The password is checked in the services thread (it takes a sixth of a second by design). A one-time password must be
replaced at once.
"""

from collections.abc import Callable
from gettext import gettext as _

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.operator import Session
from desktop.services.operators import Accounts
from desktop.view import faults, ink
from desktop.view.ask import Ask
from maps.view.theme import scale
from maps.view.theme.style import say


class SignIn(QWidget):
    """`signed_in(Session)` when it has succeeded."""

    signed_in = Signal(object)

    def __init__(self, ask: Ask, accounts: Accounts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._ask, self._accounts, self._session = ask, accounts, None
        self.login, self.password, self.fresh = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.button = say(QPushButton(_("Sign in"), self), role="primary")
        self._title, self._notice, self._fault = QLabel(self), QLabel(self), QLabel(self)
        self._labels: list[QLabel] = []
        self._lay_out()
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._go)
        self.fresh.returnPressed.connect(self._go)
        self.button.clicked.connect(self._go)
        self._ask_fresh(wanted=False)

    def _lay_out(self) -> None:
        card = say(QFrame(self), surface="card")
        card.setFixedWidth(scale.DIALOG_WIDTH_PX)
        column = QVBoxLayout(card)
        column.setContentsMargins(scale.SPACE_24, scale.SPACE_24, scale.SPACE_24, scale.SPACE_24)
        column.setSpacing(scale.SPACE_4)
        self._title.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        column.addWidget(self._title)
        say(self._notice, tone="text2").setWordWrap(True)
        column.addWidget(self._notice)
        for words, field in ((_("Login"), self.login), (_("Password"), self.password), (_("New password"), self.fresh)):
            label = say(QLabel(words, card), tone="text2")
            label.setFont(ink.sans(scale.SECONDARY_PX))
            label.setBuddy(field)
            field.setAccessibleName(words)
            self._labels.append(label)
            column.addSpacing(scale.FIELD_GAP_PX - scale.SPACE_4)
            column.addWidget(label)
            column.addWidget(field)
        for field in (self.password, self.fresh):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self._fault.setWordWrap(True)
        self._fault.setFont(ink.sans(scale.SECONDARY_PX))
        column.addWidget(self._fault)
        column.addSpacing(scale.SPACE_12)
        column.addWidget(self.button)
        grid = QGridLayout(self)
        grid.addWidget(card, 0, 0, Qt.AlignmentFlag.AlignCenter)

    @property
    def fault(self) -> str:
        return self._fault.text()

    @property
    def notice(self) -> str:
        return self._notice.text()

    def show_notice(self, text: str) -> None:
        """As the one-time password of the first start."""
        self._notice.setText(text)
        self._notice.setVisible(bool(text))

    def _ask_fresh(self, *, wanted: bool) -> None:
        self._title.setText(_("Choose a new password") if wanted else _("Sign in"))
        self.fresh.setVisible(wanted)
        self._labels[-1].setVisible(wanted)
        self.login.setEnabled(not wanted)
        self.show_notice(_("The password was for one time only.") if wanted else self._notice.text())
        (self.fresh if wanted else self.login).setFocus()

    def _go(self) -> None:
        if not self.button.isEnabled():
            return
        self.button.setEnabled(False)
        self._fault.clear()
        self._ask(self, self._work(), self._received, self._refused)

    def _work(self) -> Callable[[], Session]:
        login, password, fresh = self.login.text(), self.password.text(), self.fresh.text()
        session, accounts = self._session, self._accounts
        if session is not None:
            return lambda: accounts.change_password(session, password, fresh)
        return lambda: accounts.sign_in(login, password)

    def _received(self, session: Session) -> None:
        self.button.setEnabled(True)
        if session.must_change_password:
            self._session = session
            self._ask_fresh(wanted=True)
            return
        self.password.clear()
        self.fresh.clear()
        self.signed_in.emit(session)

    def _refused(self, fault: Exception) -> None:
        self.button.setEnabled(True)
        self._fault.setText(faults.words_of(fault))
        (self.fresh if self._session else self.password).selectAll()
