"""Every command of ``chophien``: its name, where its function lives, and under which heading."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """`path` is the command as typed; the function is imported only when it is called."""

    path: str
    module: str
    function: str
    panel: str = ""


RUN, DATA, SHOPS, WORK, CARE = (
    "Chạy",
    "Danh mục và báo cáo",
    "Sàn và gian hàng",
    "Kế hoạch và việc",
    "Vận hành",
)

COMMANDS = (
    Command("up", "jobs.cli.up", "up", RUN),
    Command("worker", "jobs.cli.processes", "worker", RUN),
    Command("web", "jobs.cli.processes", "web", RUN),
    Command("sandbox", "jobs.cli.processes", "sandbox", RUN),
    Command("init", "jobs.cli.init", "init", RUN),
    Command("demo reset", "jobs.cli.demo", "reset", RUN),
    Command("import", "jobs.cli.import_annex", "import_annex", DATA),
    Command("coverage", "jobs.cli.coverage", "coverage", DATA),
    Command("channels", "jobs.cli.channels", "channels", SHOPS),
    Command("shop add", "jobs.cli.shop", "add", SHOPS),
    Command("shop list", "jobs.cli.shop", "list_shops", SHOPS),
    Command("want", "jobs.cli.want", "want", SHOPS),
    Command("read-page", "jobs.cli.read_page", "read_page", SHOPS),
    Command("observe", "jobs.cli.observe", "observe", SHOPS),
    Command("differences", "jobs.cli.differences", "differences", SHOPS),
    Command("accept-picture", "jobs.cli.differences", "accept_picture", SHOPS),
    Command("export", "jobs.cli.packs", "export", SHOPS),
    Command("hand-over", "jobs.cli.packs", "hand_over", SHOPS),
    Command("link", "jobs.cli.link", "link", SHOPS),
    Command("evidence verify", "jobs.cli.evidence", "verify", SHOPS),
    Command("evidence annex", "jobs.cli.evidence", "annex", SHOPS),
    Command("plan", "jobs.cli.plan", "plan", WORK),
    Command("approve", "jobs.cli.plan", "approve", WORK),
    Command("push", "jobs.cli.push", "push", WORK),
    Command("jobs list", "jobs.cli.jobs", "list_jobs", WORK),
    Command("jobs run", "jobs.cli.jobs", "run_job", WORK),
    Command("jobs history", "jobs.cli.jobs", "history", WORK),
    Command("tasks list", "jobs.cli.tasks", "list_tasks", WORK),
    Command("tasks retry", "jobs.cli.tasks", "retry", WORK),
    Command("tasks give-up", "jobs.cli.tasks", "give_up", WORK),
    Command("notices list", "jobs.cli.notices", "list_notices", WORK),
    Command("notices test", "jobs.cli.notices", "try_out", WORK),
    Command("notices false-alarms", "jobs.cli.notices", "false_alarms", WORK),
    Command("doctor", "jobs.cli.doctor", "doctor", CARE),
    Command("upgrade", "jobs.cli.database", "upgrade", CARE),
    Command("backup", "jobs.cli.database", "backup", CARE),
    Command("restore", "jobs.cli.database", "restore", CARE),
    Command("check", "jobs.cli.database", "check", CARE),
    Command("user add", "jobs.cli.user", "add", CARE),
    Command("user passwd", "jobs.cli.user", "passwd", CARE),
)

GROUPS = {
    "demo": "Cài đặt mẫu với sàn mô phỏng.",
    "evidence": "Bằng chứng của các lần quan sát.",
    "jobs": "Các việc chạy theo lịch và lịch sử của chúng.",
    "notices": "Thông báo: ai được báo gì, gửi thử, tỷ lệ báo sai.",
    "shop": "Gian hàng số: mở và xem.",
    "tasks": "Hàng đợi việc: xem, thử lại, bỏ.",
    "user": "Tài khoản đăng nhập.",
}


def wanted(arguments: tuple[str, ...]) -> tuple[Command, ...]:
    """The commands that these arguments can mean: all of them when nothing matches."""
    first = next((word for word in arguments if not word.startswith("-")), "")
    return tuple(c for c in COMMANDS if c.path.split()[0] == first) or COMMANDS
