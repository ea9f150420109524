"""The addresses of the depot's pages.
Refuses an address without a permission: each view declares its own."""

from django.urls import path

from handrail.web.depot.allocate import allocate, back_orders
from handrail.web.depot.care import clean, contamination, inspect_items, put_away_items, repair_items
from handrail.web.depot.discrepancies import discrepancies, mend, settle
from handrail.web.depot.examinations import withdraw as withdraw_examination
from handrail.web.depot.goods_in import goods_in
from handrail.web.depot.home import find, home
from handrail.web.depot.issue import issue
from handrail.web.depot.labels import labels
from handrail.web.depot.left_on_vans import left_on_vans
from handrail.web.depot.let_go import let_go
from handrail.web.depot.levels import levels
from handrail.web.depot.move_stock import move
from handrail.web.depot.pick import load, pick, run_list
from handrail.web.depot.put_right import put_right_list, put_right_visit
from handrail.web.depot.recall_cause import recall_cause
from handrail.web.depot.recalls import end_visits, recall, recall_list
from handrail.web.depot.returns import returns
from handrail.web.depot.set_aside import clear, scrap, set_apart
from handrail.web.depot.stock import product, stock
from handrail.web.depot.stock_take import close_take, stock_take, stock_take_list
from handrail.web.depot.unload import unload
from handrail.web.depot.workshop import overdue, workshop

app_name = "depot"
urlpatterns = [
    path("", home, name="home"),
    path("find/", find, name="find"),
    path("goods-in/", goods_in, name="goods_in"),
    path("allocate/", allocate, name="allocate"),
    path("allocate/let-go/", let_go, name="let_go"),
    path("back-orders/", back_orders, name="back_orders"),
    path("pick/", pick, name="pick"),
    path("runs/<uuid:run_id>/", run_list, name="run_list"),
    path("runs/<uuid:run_id>/load/", load, name="load"),
    path("runs/<uuid:run_id>/unload/", unload, name="unload"),
    path("left-on-vans/", left_on_vans, name="left_on_vans"),
    path("put-right/", put_right_list, name="put_right"),
    path("put-right/<uuid:visit_id>/", put_right_visit, name="put_right_visit"),
    path("returns/", returns, name="returns"),
    path("workshop/", workshop, name="workshop"),
    path("overdue/", overdue, name="overdue"),
    path("contamination/", contamination, name="contamination"),
    path("clean/", clean, name="clean"),
    path("inspect/", inspect_items, name="inspect"),
    path("repair/", repair_items, name="repair"),
    path("put-away/", put_away_items, name="put_away"),
    path("set-apart/", set_apart, name="set_apart"),
    path("clear/", clear, name="clear"),
    path("scrap/", scrap, name="scrap"),
    path("recalls/", recall_list, name="recalls"),
    path("recalls/<uuid:recall_id>/", recall, name="recall"),
    path("recalls/<uuid:recall_id>/end-visits/", end_visits, name="end_recall_visits"),
    path("recalls/<uuid:recall_id>/cause/", recall_cause, name="recall_cause"),
    path("stock/", stock, name="stock"),
    path("stock/products/<uuid:product_id>/", product, name="product"),
    path("move/", move, name="move_stock"),
    path("levels/", levels, name="levels"),
    path("labels/", labels, name="labels"),
    path("issue/", issue, name="issue"),
    path("stock-takes/", stock_take_list, name="stock_takes"),
    path("stock-takes/<uuid:take_id>/", stock_take, name="stock_take"),
    path("stock-takes/<uuid:take_id>/close/", close_take, name="close_take"),
    path("differences/", discrepancies, name="discrepancies"),
    path("differences/<uuid:discrepancy_id>/", settle, name="settle"),
    path("examinations/<uuid:examination_id>/", withdraw_examination, name="withdraw_examination"),
    path("mend/", mend, name="mend"),
]
